internal import Files
internal import GitSource
internal import Threads
internal import Reconciling

/// A Git repository that is followed, and what came of the last look at it.
///
/// Whoever waits at the waker is woken after each look.
final class GitFeed: Sendable {
    private struct State: Sendable {
        var snapshot: GitSnapshot?
        /// Why the last look brought nothing.
        var complaint: Problem?
        var isNews = false
    }

    private let source: GitSource
    private let follower: GitFollower
    private let waker: Waker
    private let state = Locked(State())

    init(_ source: GitSource, interval: Duration, waker: Waker) {
        self.source = source
        self.waker = waker
        follower = GitFollower(
            source,
            PollSchedule.Settings(
                interval: interval,
                firstRetry: min(.seconds(2), interval),
                longestRetry: min(.seconds(600), interval)
            )
        )
    }

    /// What the clone has from before: a Git server that is down keeps nobody from starting.
    func start() async {
        do throws(GitSourceError) {
            let snapshot = try await source.current()
            state.withLock { $0.snapshot = snapshot }
        } catch {
            let problem = Problem(.sourceUnknown, error.description)
            state.withLock { $0.complaint = problem }
        }
    }

    /// Looks at the server once.
    func look() async {
        do throws(GitSourceError) {
            take(.success(try await source.update()))
        } catch {
            take(.failure(error))
        }
    }

    /// Looks at the server at once, and again and again, until the task is cancelled.
    func follow(_ hasLooked: () async -> Void) async {
        await follower.run { result in
            take(result)
            await hasLooked()
        }
    }

    /// Somebody says that there is something new: looks soon, also if a look is under way.
    func hook() { follower.hook() }

    private func take(_ result: Result<GitUpdate, GitSourceError>) {
        state.withLock { state in
            let before = state.complaint
            switch result {
            case .success(let update):
                if case .moved = update { state.isNews = true }
                if state.snapshot == nil { state.isNews = true }
                state.snapshot = update.snapshot
                state.complaint = nil
            case .failure(let error):
                state.complaint = Problem(.sourceUnknown, error.description)
            }
            if state.complaint != before { state.isNews = true }
        }
        waker.wake()
    }

    /// Whether there is anything new since this was asked last.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.isNews = false }
            return state.isNews
        }
    }

    var complaint: Problem? { state.withLock(\.complaint) }

    func tree() throws(Problem) -> (tree: any FileTree, revision: String?) {
        let (snapshot, complaint) = state.withLock { ($0.snapshot, $0.complaint) }
        guard let snapshot else {
            throw complaint ?? Problem(.sourceUnknown, "the repository was not read yet")
        }
        return (snapshot.tree, snapshot.revision)
    }
}
