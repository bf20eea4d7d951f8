internal import Git

/// Goes back from a commit through those that changed something, as `git log -- PATH` does.
///
/// Where a merge has the state of one of its parents, only that parent is followed: what the
/// others said was not taken.
struct HistoryWalk<State: Equatable> {
    private let repository: Repository
    private let state: (Commit) throws -> State

    /// `state` gives what is watched, as one commit has it.
    init(_ repository: Repository, state: @escaping (Commit) throws -> State) {
        self.repository = repository
        self.state = state
    }

    /// Calls `visit` with each commit whose state is none of its parents', the newest first, until
    /// it returns false.
    func run(
        from start: Commit,
        visit: (_ commit: Commit, _ state: State, _ before: [State]) throws -> Bool
    ) throws {
        var seen: Set<ObjectID> = [start.id]
        // By time, the newest last.
        var waiting = [(commit: start, state: try state(start))]
        while let (commit, state) = waiting.popLast() {
            let parents = try commit.parents.map { id in
                let parent = try repository.commit(id)
                return (commit: parent, state: try self.state(parent))
            }
            let same = parents.first { $0.state == state }
            if same == nil, try !visit(commit, state, parents.map(\.state)) { return }
            for parent in same.map({ [$0] }) ?? parents
            where seen.insert(parent.commit.id).inserted {
                let index = waiting.lastIndex { $0.commit.committed <= parent.commit.committed }
                waiting.insert(parent, at: index.map { $0 + 1 } ?? 0)
            }
        }
    }
}
