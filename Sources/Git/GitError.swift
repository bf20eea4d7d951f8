internal import CGit2
internal import Files

/// Something that Git's repository was asked for and could not give.
package struct GitError: Error, Sendable, CustomStringConvertible {
    /// What was being done, and why it failed.
    package let description: String
    /// What to do about it.
    package let hint: String?
    /// Whether the repository itself cannot be read, rather than lacking what was asked for.
    package let isDamage: Bool

    package init(_ description: String, hint: String? = nil, isDamage: Bool = false) {
        self.description = description
        self.hint = hint
        self.isDamage = isDamage
    }

    /// What libgit2 says of the call that just failed on this thread.
    init(_ operation: String, code: Int32, _ git2: Git2) {
        let last = unsafe git2.functions.error_last()
        let reason =
            if let last = unsafe last, let text = unsafe last.pointee.message {
                PathText.escaped(unsafe String(cString: text))
            } else {
                "error \(code)"
            }
        let hint: String? =
            switch code {
            case GIT_EOWNER.rawValue:
                "the folder belongs to another user: git config --global --add safe.directory FOLDER, if you trust it"
            default: nil
            }
        self.init("\(operation): \(reason)", hint: hint, isDamage: code != GIT_EOWNER.rawValue)
    }
}
