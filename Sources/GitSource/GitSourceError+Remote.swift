internal import Files
internal import Git
internal import Sealing

extension GitSourceError {
    init(_ error: RemoteError, _ configuration: GitConfiguration) {
        self.init(
            error.description,
            error.reason == .cancelled ? .cancelled : .remote(error.reason),
            hint: Self.hint(error.reason, configuration)
        )
    }

    /// The history before is not part of the history now.
    static func rewritten(
        from before: ObjectID,
        to commit: ObjectID,
        _ configuration: GitConfiguration
    ) -> GitSourceError {
        GitSourceError(
            "follow \(PathText.escaped(configuration.reference)): commit \(commit) does not come after \(before)",
            .historyRewritten(from: before, to: commit),
            hint:
                "the history was rewritten: if that was meant, --git-accept-rewrite takes the new commit; a GitSource has rewrites: allow"
        )
    }

    private static func hint(
        _ reason: RemoteError.Reason,
        _ configuration: GitConfiguration
    ) -> String? {
        switch reason {
        case .certificate:
            configuration.authorities == nil
                ? "the system's certificate authorities are trusted: give the server's authority as PEM"
                : "only the given certificate authorities are trusted"
        case .credential:
            "check the credential, and what it may read"
        case .refused:
            "a hook or a rule of the server does not let this credential move the reference"
        case .diskFull:
            "free some space where the clone is; the revision before stays in use"
        case .redirected:
            "a credential never follows a redirect: use the address that the server names"
        case .timeLimit, .silence:
            "the server or the network is slow: try later, or raise the limit"
        case .tooLarge:
            "the repository is larger than allowed: follow a smaller one, or raise the limit"
        case .notFound:
            "check the address; servers also answer so when the credential may not see the repository"
        case .foreignOwner:
            "a folder is followed only if it belongs to the user of this process: serve it by https or ssh"
        case .hostKey(let shown):
            Self.hint(shown: shown, configuration.address)
        default: nil
        }
    }

    private static func hint(shown: [UInt8], _ address: GitAddress) -> String {
        guard let key = HostKey(shown), let fingerprint = key.fingerprint else {
            return "see what ssh-keyscan prints for this server, and compare it with its operator"
        }
        let name = address.port == 22 ? address.host : "[\(address.host)]:\(address.port)"
        let line = "\(name) \(key.algorithm) \(Base64.encode(shown))"
        return
            "it shows \(fingerprint): if its operator says that this is right, add to the known hosts: \(line)"
    }
}
