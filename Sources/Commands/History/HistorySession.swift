internal import CommandLine
internal import Fleet
internal import Git

/// A fleet's repository with its history, for commands that believe nothing in it.
struct HistorySession {
    let repository: Repository
    private let folder: FleetFolder

    init(_ invocation: Invocation) throws {
        folder = try FleetFolder(around: invocation.folder)
        repository = try Repository(root: folder.root)
        Self.warnIfShallow(repository, invocation.terminal)
    }

    /// Says that a clone does not have the whole history.
    static func warnIfShallow(_ repository: Repository, _ terminal: Terminal) {
        guard repository.isShallow else { return }
        terminal.warn(
            "this clone is shallow: commits that it does not have are not looked at",
            hint: "git fetch --unshallow"
        )
    }

    /// The files as they are.
    func workTree() throws -> WorkTree { try folder.reading() }

    /// The newest commit of the branch that is checked out.
    func head() throws -> Commit {
        guard !repository.isEmpty else {
            throw Failure(
                "read the history: nothing is committed yet",
                hint: "git add and git commit first"
            )
        }
        return try repository.commit("HEAD")
    }
}
