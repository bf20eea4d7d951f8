internal import Files
internal import GitSource
internal import Reconciling
internal import Locking

/// A Git repository that is looked at from time to time, on a thread of its own.
///
/// What comes of a look is left here, and the agent's thread is woken.
final class GitFeed: Sendable {
    private struct State: Sendable {
        /// What is followed; nothing while nobody says what.
        var source: GitSource?
        /// What was followed before, and may still have the clone.
        var former: GitSource?
        var interval = Duration.seconds(300)
        /// Counts the repositories that were followed.
        var turn = 0
        var snapshot: GitSnapshot?
        /// Why the last look brought nothing.
        var complaint: Problem?
        var isLooking = false
        var isNews = false
        var failures = 0
        /// When to look again; nothing while there is nothing to be found.
        var due: Duration? = .zero
    }

    private static let retries = Backoff(first: .seconds(2), ceiling: .seconds(600))

    /// How documents and metrics name the source.
    let id: SourceID
    private let waker: Waker
    private let state = Locked(State())

    private let first: (source: GitSource, interval: Duration)?

    /// A feed of what the settings name.
    init(_ settings: GitSettings, folder: String, waker: Waker) {
        id = SourceID("git")
        first = (GitSource(settings.configuration, folder: folder), settings.interval)
        self.waker = waker
    }

    /// A feed that waits to be told what to follow.
    init(_ id: SourceID, waker: Waker) {
        self.id = id
        first = nil
        self.waker = waker
    }

    /// Follows what the settings name.
    func start() async {
        guard let first else { return }
        await follow(first.source, interval: first.interval)
    }

    /// Follows a repository from now on; what was read of another stays in force until this one is read.
    ///
    /// Takes over what its clone has from before: a Git server that is down keeps nobody from starting.
    func follow(_ source: GitSource, interval: Duration) async {
        let former = state.withLock { state in
            state.turn += 1
            let former = [state.source, state.former].compactMap { $0 }
            (state.source, state.former) = (nil, nil)
            return former
        }
        // They share the clone's folder, one after the other.
        for former in former { await former.close() }
        let found: Result<GitSnapshot?, GitSourceError>
        do throws(GitSourceError) {
            found = .success(try await source.current())
        } catch {
            found = .failure(error)
        }
        state.withLock { state in
            state.source = source
            state.interval = interval
            state.due = .zero
            state.failures = 0
            switch found {
            case .success(let snapshot):
                state.complaint = nil
                if let snapshot { state.snapshot = snapshot }
            case .failure(let error):
                state.complaint = Problem(.sourceUnknown, error.description)
            }
            state.isNews = true
        }
        waker.wake()
    }

    /// Follows nothing from now on: what was read stays in force, with a complaint if there is one.
    ///
    /// Asks to be told `again` before long.
    func stop(_ complaint: Problem?, again: Bool = false) {
        let now = AgentClock.now().steady
        state.withLock { state in
            state.turn += 1
            state.former = state.source ?? state.former
            state.source = nil
            state.due = again ? now + Self.retries.ceiling / 10 : nil
            if state.complaint != complaint { state.isNews = true }
            state.complaint = complaint
        }
        waker.wake()
    }

    /// What is to be followed has changed.
    func hasten() {
        state.withLock { $0.due = .zero }
        waker.wake()
    }

    /// Looks at the server once; several calls at a time are one.
    func look() async {
        let found = state.withLock { state -> (source: GitSource, turn: Int)? in
            guard !state.isLooking, let source = state.source else { return nil }
            state.isLooking = true
            return (source, state.turn)
        }
        guard let found else { return }
        let result: Result<GitUpdate, GitSourceError>
        do throws(GitSourceError) {
            result = .success(try await found.source.update())
        } catch {
            result = .failure(error)
        }
        take(result, of: found.turn, at: AgentClock.now().steady)
        waker.wake()
    }

    private func take(
        _ result: Result<GitUpdate, GitSourceError>,
        of turn: Int,
        at now: Duration
    ) {
        state.withLock { state in
            state.isLooking = false
            // Something else is followed by now.
            guard state.turn == turn else { return }
            let interval = state.interval
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
