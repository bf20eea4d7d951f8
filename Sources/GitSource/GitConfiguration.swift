package import Git

/// Which repository is followed, how it is reached and how far that may go.
package struct GitConfiguration: Sendable {
    /// What happens when the new commit does not come after the one in force.
    package enum Rewrites: Sendable, Equatable {
        case refused
        /// Taken if the new commit is this one, in full hexadecimal: each time, until it is configured
        /// otherwise.
        case accepted(String)
        case allowed
    }

    package var address: GitAddress
    /// `main`, `refs/heads/main`, `refs/tags/v1` or `HEAD`.
    package var reference: String
    /// The folder of the repository that is the root of what is given; empty for all of it.
    package var path: String
    package var credential: GitCredential = .none
    /// The only hosts that the credential may be sent to; nil for the address's own.
    package var credentialHosts: [String]?
    /// PEM certificates of the only authorities to trust for https; nil for the system's.
    package var authorities: [UInt8]?
    /// Lines as in `known_hosts`, for ssh.
    package var knownHosts = ""
    /// `http://host:port`, for https only; the environment's proxy variables are not looked at.
    package var proxy: String?
    package var rewrites = Rewrites.refused
    /// What was kept of the snapshot that was in force when there was a clone: its `remembrance`.
    ///
    /// A clone that is made where none is follows on from there, if it is of the same reference.
    package var remembered: String?
    package var limits = RemoteLimits()
    /// How many files there may be below `path`.
    package var mostFiles = 200_000

    package init(address: GitAddress, reference: String = "HEAD", path: String = "") {
        self.address = address
        self.reference = reference
        self.path = path
    }

    /// Whether a reference's name is a commit's id, in full: nothing that can be followed.
    ///
    /// A branch of such a name can be given as `refs/heads/…`.
    package static func isCommit(_ reference: String) -> Bool {
        [40, 64].contains(reference.utf8.count)
            && reference.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
                default: false
                }
            }
    }
}
