internal import CGit2

/// libgit2, loaded when it is first needed.
@safe
struct Git2: @unchecked Sendable {
    // Written once, before anybody sees it: the library's functions are the same for all threads.
    let functions: fleetseal_git2

    // What C's part of conversations calls libgit2 through; it stays for ever, like the library.
    private let table: UnsafeMutablePointer<fleetseal_git2>

    private static let loaded: Result<Git2, GitError> = load()

    static func get() throws(GitError) -> Git2 {
        try loaded.get()
    }

    private static func load() -> Result<Git2, GitError> {
        let place = UnsafeMutablePointer<fleetseal_git2>.allocate(capacity: 1)
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
        return .success(unsafe Git2(functions: functions, table: place))
    }

    /// Lends the functions to C.
    func withFunctions<Result>(_ body: (UnsafePointer<fleetseal_git2>) -> Result) -> Result {
        unsafe body(UnsafePointer(table))
    }

    private static let isolated: Result<Void, GitError> = isolate()

    /// Makes libgit2 ready for conversations with servers, for this process and once.
    ///
    /// From then on it reads no configuration of the system or of a user: no address is rewritten,
    /// no proxy taken from there.
    func isolate() throws(GitError) {
        try Self.isolated.get()
    }

    private static func isolate() -> Result<Void, GitError> {
        do throws(GitError) {
            let git2 = try get()
            let code = unsafe git2.withFunctions {
                unsafe fleetseal_git2_isolate($0, Repository.largestObject)
            }
            guard code == 0 else { throw GitError("set up libgit2", code: code, git2) }
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
