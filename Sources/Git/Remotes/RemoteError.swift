internal import CGit2
internal import Files

/// A conversation with a Git server that did not succeed.
package struct RemoteError: Error, Sendable, CustomStringConvertible {
    /// Why, as far as a caller may want to tell the cases apart.
    package enum Reason: Sendable, Equatable {
        case cancelled
        /// Not done in time.
        case timeLimit
        /// The server was silent for too long.
        case silence
        /// More bytes or objects than allowed.
        case tooLarge
        /// No such host, nobody listening, or the connection broke.
        case unreachable
        /// The server sends the client elsewhere.
        case redirected
        /// The server's certificate is not one to trust.
        case certificate
        /// The key that the ssh server showed, which is not a known one.
        case hostKey([UInt8])
        /// The server wants a credential, or another one.
        case credential
        /// The server took what was uploaded, and does not let the reference be moved.
        case refused
        /// No space left for what was received.
        case diskFull
        /// There is no repository under this address, or this user may not see it.
        case notFound
        /// The folder that is followed belongs to somebody else.
        case foreignOwner
        /// What was received, or what is here already, cannot be read.
        case storage
        case other
    }

    package let reason: Reason
    /// What was being done, and why it failed; one line, never with a credential.
    package let description: String

    package init(_ description: String, reason: Reason = .other) {
        self.reason = reason
        self.description = description
    }

    /// What became of a conversation, else what libgit2 says of the call that just failed.
    init(
        _ operation: String,
        code: Int32,
        _ connection: UnsafeMutablePointer<fleetseal_connection>,
        _ git2: Git2
    ) {
        let last = unsafe git2.functions.error_last()
        let failure = unsafe connection.pointee.failure
        let words =
            if let reason = unsafe connection.pointee.reason {
                unsafe String(cString: reason)
            } else if let last = unsafe last, let text = unsafe last.pointee.message {
                unsafe String(cString: text)
            } else {
                "error \(code)"
            }
        let reason: Reason =
            switch failure {
            case fleetseal_cancelled: .cancelled
            case fleetseal_time_limit: .timeLimit
            case fleetseal_silence: .silence
            case fleetseal_too_large: .tooLarge
            case fleetseal_unresolved, fleetseal_unreachable, fleetseal_closed: .unreachable
            case fleetseal_redirected: .redirected
            case fleetseal_certificate: .certificate
            case fleetseal_host_key: .hostKey(unsafe Self.shownKey(connection))
            case fleetseal_credential: .credential
            case fleetseal_not_found: .notFound
            case fleetseal_refused: .refused
            case fleetseal_tls, fleetseal_ssh: .other
            default: Self.reason(code: code, words, unsafe last?.pointee.klass ?? 0)
            }
        // libgit2's own words then speak of a setting that was not found.
        let shown = reason == .foreignOwner ? "not owned by the current user" : words
        self.init("\(operation): \(PathText.escaped(shown))", reason: reason)
    }

    private static func shownKey(
        _ connection: UnsafeMutablePointer<fleetseal_connection>
    ) -> [UInt8] {
        let buffer = unsafe UnsafeBufferPointer(
            start: connection.pointee.shown_key,
            count: connection.pointee.shown_key_size
        )
        return unsafe [UInt8](buffer)
    }

    private static let damages: Set<Int32> = [
        Int32(GIT_ERROR_ODB.rawValue), Int32(GIT_ERROR_INDEXER.rawValue),
        Int32(GIT_ERROR_ZLIB.rawValue), Int32(GIT_ERROR_OBJECT.rawValue),
        Int32(GIT_ERROR_TREE.rawValue), Int32(GIT_ERROR_REFERENCE.rawValue),
        Int32(GIT_ERROR_CONFIG.rawValue),
    ]

    private static func reason(code: Int32, _ words: String, _ kind: Int32) -> Reason {
        switch code {
        case GIT_ENOTFOUND.rawValue: .notFound
        case GIT_EAUTH.rawValue: .credential
        case GIT_EOWNER.rawValue: .foreignOwner
        case GIT_ECERTIFICATE.rawValue: .certificate
        default:
            if words.contains("safe.directory") || words.contains("not owned by") {
                .foreignOwner
            } else if words.contains("status code: 404") {
                .notFound
            } else if words.contains("status code: 403") || words.contains("status code: 401") {
                .credential
            } else if words.contains("redirect") {
                .redirected
            } else if words.contains("No space left") || words.contains("quota exceeded") {
                .diskFull
            } else if damages.contains(kind) {
                .storage
            } else {
                .other
            }
        }
    }
}
