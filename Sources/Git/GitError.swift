internal import CGit2
internal import Files

/// Something that Git's repository was asked for and could not give.
package struct GitError: Error, Sendable, CustomStringConvertible {
    /// What was being done, and why it failed.
    package let description: String
    /// What to do about it.
    package let hint: String?

    package init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
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
        let (known, hint) = Self.known(reason, code: code)
        self.init("\(operation): \(known)", hint: hint)
    }

    /// What is known of an error that Git itself does not make, and what helps.
    private static func known(_ reason: String, code: Int32) -> (reason: String, hint: String?) {
        if code == GIT_EOWNER.rawValue || reason.contains("safe.directory") {
            return (
                "the folder belongs to another user",
                "git config --global --add safe.directory FOLDER, if you trust it; * does not count here"
            )
        }
        if reason.contains("extension: 'link'") {
            return ("the index is split", "git update-index --no-split-index makes it whole")
        }
        if reason.contains("extension: 'sdir'") {
            return (
                "the index is sparse",
                "git sparse-checkout reapply --no-sparse-index makes it whole"
            )
        }
        if reason.contains("extensions.objectformat") {
            return (
                "objects that are named by SHA-256 cannot be read",
                "git init --object-format=sha1 makes a repository that can"
            )
        }
        if code == GIT_ENOTFOUND.rawValue, reason.contains("object not found") {
            return (
                reason,
                "this clone does not have it: git fetch --refetch --no-filter gets what --filter left out"
            )
        }
        return (reason, nil)
    }
}
