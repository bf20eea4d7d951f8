internal import Git

/// Why a clone could not be brought up to date: what to do next differs.
enum CloneFailure: Error {
    /// The clone itself cannot be read, as another one may.
    case damaged(String)
    case failed(GitSourceError)

    init(_ error: GitError) {
        self =
            error.isDamage
            ? .damaged(error.description)
            : .failed(GitSourceError(error.description, .tree, hint: error.hint))
    }

    /// A conversation fails by what is here, too; `isWhole` looks whether that can be read.
    init(
        _ error: RemoteError,
        _ configuration: GitConfiguration,
        isWhole: () -> Bool
    ) {
        let isDamage =
            switch error.reason {
            case .storage: true
            case .other, .notFound: !isWhole()
            default: false
            }
        self =
            isDamage
            ? .damaged(error.description) : .failed(GitSourceError(error, configuration))
    }

    /// Runs calls of libgit2 on the clone.
    static func reading<Value>(_ body: () throws(GitError) -> Value) throws(CloneFailure) -> Value {
        do throws(GitError) {
            return try body()
        } catch {
            throw CloneFailure(error)
        }
    }
}
