internal import CGit2

/// libgit2, loaded when it is first needed.
@safe
struct Git2: @unchecked Sendable {
    // Written once, before anybody sees it: the library's functions are the same for all threads.
    let functions: fleetseal_git2

    private static let loaded: Result<Git2, GitError> = load()

    static func get() throws(GitError) -> Git2 {
        try loaded.get()
    }

    private static func load() -> Result<Git2, GitError> {
        let place = UnsafeMutablePointer<fleetseal_git2>.allocate(capacity: 1)
        defer { unsafe place.deallocate() }
        if let reason = unsafe fleetseal_git2_load(place) {
            return .failure(
                GitError(
                    "load \(unsafe String(cString: fleetseal_git2_file)): \(unsafe String(cString: reason))",
                    hint:
                        "this command reads Git's history with libgit2; on Debian: apt-get install libgit2-1.5"
                )
            )
        }
        let functions = unsafe place.pointee
        guard functions.libgit2_init() > 0 else {
            return .failure(GitError("start libgit2: it failed"))
        }
        return .success(Git2(functions: functions))
    }
}
