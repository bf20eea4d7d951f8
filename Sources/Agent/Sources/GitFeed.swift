internal import Files
internal import GitSource
internal import Reconciling
internal import Threads

/// A Git repository that is looked at from time to time, on a thread of its own.
///
/// What comes of a look is left here, and the agent's thread is woken.
final class GitFeed: Sendable {
    private struct State: Sendable {
        /// What is followed; nothing while nobody says what.
        var source: GitSource?
        /// What was followed before, and may still have the clone.
        var former: GitSource?
        /// Counts the repositories that were followed.
        var turn = 0
        var snapshot: GitSnapshot?
        /// What is remembered of the snapshot before that, which another process had.
        var remembered: String?
        /// Why the last look brought nothing.
        var complaint: Problem?
        var isNews = false
        /// When to look; nothing while nothing is followed.
        var schedule: PollSchedule?
        /// When to ask again what to follow, while that is nothing.
        var again: Duration?
    }

    /// How documents and metrics name the source.
    let id: SourceID
    private let waker: Waker
    private let state = Locked(State())

    private let first: (source: GitSource, interval: Duration)?

    /// A feed of what the settings name; `remembered` is what an earlier process kept of it elsewhere.
    init(_ settings: GitSettings, folder: String, remembered: String? = nil, waker: Waker) {
        id = SourceID("git")
        var configuration = settings.configuration
        configuration.remembered = remembered
        first = (GitSource(configuration, folder: folder), settings.interval)
        self.waker = waker
        state.withLock { $0.remembered = remembered }
    }

    /// A feed that waits to be told what to follow.
    init(_ id: SourceID, remembered: String?, waker: Waker) {
        self.id = id
        first = nil
        self.waker = waker
        state.withLock { $0.remembered = remembered }
    }

    /// What to keep of what is in force, for a process without this one's clone.
    var remembrance: String? {
        state.withLock { $0.snapshot?.remembrance ?? $0.remembered }
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
        let settings = PollSchedule.Settings(
            interval: interval,
            firstRetry: min(.seconds(2), interval),
            longestRetry: min(.seconds(600), interval)
        )
        let now = AgentClock.now().steady
        state.withLock { state in
            state.source = source
            state.schedule = PollSchedule(settings, at: now)
            state.again = nil
            switch found {
            case .success(let snapshot):
                state.complaint = nil
                if let snapshot { state.snapshot = snapshot }
            case .failure(let error):
                state.complaint = Problem(.sourceUnknown, error.description, hint: error.hint)
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
            state.schedule = nil
            state.again = again ? now + .seconds(60) : nil
            if state.complaint != complaint { state.isNews = true }
            state.complaint = complaint
        }
        waker.wake()
    }

    /// Something may be new, on the server or in what is to be followed: looks soon, also if a look is
    /// under way.
    func hasten() {
        let now = AgentClock.now().steady
        state.withLock { state in
            if state.schedule == nil { state.again = now }
            state.schedule?.hook(at: now)
        }
        waker.wake()
    }

    /// Looks at the server once, if that is due.
    func look() async {
        let now = AgentClock.now().steady
        let found = state.withLock { state -> (source: GitSource, turn: Int)? in
            guard let source = state.source, let due = state.schedule?.due, due <= now else {
                return nil
            }
            state.schedule?.begin(at: now)
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
            // Something else is followed by now.
            guard state.turn == turn else { return }
            let before = state.complaint
            switch result {
            case .success(let update):
                if case .moved = update { state.isNews = true }
                if state.snapshot == nil { state.isNews = true }
                state.snapshot = update.snapshot
                state.complaint = nil
            case .failure(let error):
                state.complaint = Problem(.sourceUnknown, error.description, hint: error.hint)
            }
            let succeeded = if case .success = result { true } else { false }
            state.schedule?.end(at: now, succeeded: succeeded, random: .random(in: 0...1))
            if state.complaint != before { state.isNews = true }
        }
    }

    /// When to look again; nothing while somebody does, or while there is nothing to be found.
    var nextLook: Duration? {
        state.withLock { state in
            state.schedule.map { $0.due } ?? state.again
        }
    }

    /// Whether there is anything new since this was asked last.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.isNews = false }
            return state.isNews
        }
    }

    var complaint: Problem? { state.withLock(\.complaint) }

    /// What is so before the first look is over, and no fault.
    static let unread = Problem(.sourceUnknown, "the repository was not read yet")

    /// Whether anything is in force.
    var hasSnapshot: Bool { state.withLock { $0.snapshot != nil } }

    func tree() throws(Problem) -> (tree: any FileTree, revision: String?) {
        let (snapshot, complaint) = state.withLock { ($0.snapshot, $0.complaint) }
        guard let snapshot else {
            throw complaint ?? Self.unread
        }
        return (snapshot.tree, snapshot.revision)
    }
}
