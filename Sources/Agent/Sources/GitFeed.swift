internal import Files
internal import GitSource
internal import Reconciling
internal import Synchronization

/// A Git repository that is looked at from time to time, on a thread of its own.
///
/// What comes of a look is left here, and the agent's thread is woken.
final class GitFeed: Sendable {
    private struct State: Sendable {
        var snapshot: GitSnapshot?
        /// Why the last look brought nothing.
        var complaint: Problem?
        var isLooking = false
        var isNews = false
        var failures = 0
        /// When to look again.
        var due = Duration.zero
    }

    private static let retries = Backoff(first: .seconds(2), ceiling: .seconds(600))

    private let source: GitSource
    private let interval: Duration
    private let waker: Waker
    private let state = Mutex(State())

    init(_ source: GitSource, interval: Duration, waker: Waker) {
        self.source = source
        self.interval = interval
        self.waker = waker
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

    /// Looks at the server once; several calls at a time are one.
    func look() async {
        let isFree = state.withLock { state in
            guard !state.isLooking else { return false }
            state.isLooking = true
            return true
        }
        guard isFree else { return }
        let result: Result<GitUpdate, GitSourceError>
        do throws(GitSourceError) {
            result = .success(try await source.update())
        } catch {
            result = .failure(error)
        }
        take(result, at: AgentClock.now().steady)
        waker.wake()
    }

    private func take(_ result: Result<GitUpdate, GitSourceError>, at now: Duration) {
        let interval = interval
        state.withLock { state in
            state.isLooking = false
            let before = state.complaint
            switch result {
            case .success(let update):
                if case .moved = update { state.isNews = true }
                if state.snapshot == nil { state.isNews = true }
                state.snapshot = update.snapshot
                state.complaint = nil
                state.failures = 0
                // Up to a tenth more, so that many agents do not all come at once.
                state.due = now + interval + interval * Double.random(in: 0...0.1)
            case .failure(let error):
                state.complaint = Problem(.sourceUnknown, error.description)
                state.failures += 1
                state.due =
                    now
                    + min(
                        interval,
                        Self.retries.delay(
                            afterFailures: state.failures,
                            random: .random(in: 0...1)
                        )
                    )
            }
            if state.complaint != before { state.isNews = true }
        }
    }

    /// When to look at the server again; nothing while somebody does.
    var nextLook: Duration? { state.withLock { $0.isLooking ? nil : $0.due } }

    /// Whether there is anything new since this was asked last.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.isNews = false }
            return state.isNews
        }
    }

    var complaint: Problem? { state.withLock(\.complaint) }

    /// Whether anything is in force.
    var hasSnapshot: Bool { state.withLock { $0.snapshot != nil } }

    func tree() throws(Problem) -> (tree: any FileTree, revision: String?) {
        let (snapshot, complaint) = state.withLock { ($0.snapshot, $0.complaint) }
        guard let snapshot else {
            throw complaint ?? Problem(.sourceUnknown, "the repository was not read yet")
        }
        return (snapshot.tree, snapshot.revision)
    }
}
