internal import Files
internal import GitSource
internal import Reconciling
internal import Telemetry
internal import Threads

/// Pushes what the agent publishes of its keys to a reference of its own in a Git repository, for
/// those who cannot reach the agent.
///
/// It pushes when the text is another one, and looks from time to time whether it is still there. What
/// fails is tried again, and holds up nothing else.
final class PublicationPush: Sendable {
    private struct State: Sendable {
        /// Where to; nothing while nobody says where.
        var publisher: GitPublisher?
        /// What has to be there; nothing while there is nothing, or while another replica sees to it.
        var text: String?
        var schedule: PollSchedule
        /// Why it is not there.
        var complaint: Problem?
        /// Whether that has changed since somebody asked.
        var isNews = false
    }

    /// The one file of the reference's commit: it has the same name in a folder.
    static let file = "publication"

    /// The only reference that is written.
    let reference: String
    private let waker: Waker?
    private let log: Log
    private let metrics: AgentMetrics
    private let state: Locked<State>

    /// Agents of a thousand clusters look at one server.
    private static let pace = PollSchedule.Settings(
        interval: .seconds(6 * 3_600),
        firstRetry: .seconds(2),
        longestRetry: .seconds(600)
    )

    /// Of the cluster of this name; a `waker` is woken after each push.
    init(cluster: String, waker: Waker?, log: Log, metrics: AgentMetrics) {
        reference = "refs/fleetseal/clusters/\(cluster)"
        self.waker = waker
        self.log = log
        self.metrics = metrics
        state = Locked(State(schedule: PollSchedule(Self.pace, at: AgentClock.now().steady)))
    }

    /// Pushes to this repository from now on, or to none.
    func aim(at publisher: GitPublisher?) {
        let now = AgentClock.now().steady
        state.withLock { state in
            state.publisher = publisher
            if publisher == nil { state.complaint = nil }
            state.schedule.hook(at: now)
        }
    }

    /// This has to be there from now on; nothing: whatever is there is for others to change.
    func want(_ text: String?) {
        let now = AgentClock.now().steady
        state.withLock { state in
            guard state.text != text else { return }
            state.text = text
            if text == nil { state.complaint = nil }
            state.schedule.hook(at: now)
        }
    }

    /// Why it is not there, if so.
    var complaint: Problem? { state.withLock(\.complaint) }

    /// Whether the complaint is another one than when this was asked last.
    func takeNews() -> Bool {
        state.withLock { state in
            defer { state.isNews = false }
            return state.isNews
        }
    }

    /// When there is something to do; nothing while somebody does it, or while there is nothing.
    var nextPush: Duration? {
        state.withLock { state in
            state.publisher == nil || state.text == nil ? nil : state.schedule.due
        }
    }

    /// Does what is due.
    func push() async {
        let now = AgentClock.now().steady
        let found = state.withLock { state -> (publisher: GitPublisher, text: String)? in
            guard let publisher = state.publisher, let text = state.text,
                let due = state.schedule.due, due <= now
            else { return nil }
            state.schedule.begin(at: now)
            return (publisher, text)
        }
        guard let found else { return }
        let result: Result<Bool, GitSourceError>
        do throws(GitSourceError) {
            let isNew = try await found.publisher.publish(
                found.text,
                as: Self.file,
                on: reference
            )
            result = .success(isNew)
        } catch {
            result = .failure(error)
        }
        take(result, of: found.text)
        waker?.wake()
    }

    private func take(_ result: Result<Bool, GitSourceError>, of text: String) {
        let now = AgentClock.now().steady
        let (before, after) = state.withLock { state -> (Problem?, Problem?) in
            let before = state.complaint
            let succeeded = if case .success = result { true } else { false }
            state.schedule.end(at: now, succeeded: succeeded, random: .random(in: 0...1))
            // What another replica pushes by now is not ours to complain about.
            guard state.text != nil, state.publisher != nil else { return (before, nil) }
            state.complaint =
                if case .failure(let error) = result {
                    Problem(.publicationNotPushed, error.description, hint: error.hint)
                } else {
                    nil
                }
            if state.complaint != before { state.isNews = true }
            return (before, state.complaint)
        }
        tell(result, before, after)
    }

    private func tell(
        _ result: Result<Bool, GitSourceError>,
        _ before: Problem?,
        _ after: Problem?
    ) {
        let named = Field.Pair("reference", .text(reference))
        switch result {
        case .success(true):
            metrics.pushes.add(1, "pushed")
            log.info("publication pushed", named)
        case .success(false):
            metrics.pushes.add(1, "unchanged")
        case .failure:
            metrics.pushes.add(1, "failed")
            guard let after, after != before else { return }
            log.error("publication not pushed", named, .init("detail", .text(after.message)))
        }
    }
}
