internal import Transport

/// What is known about a set of objects changes.
package enum Change: Sendable {
    /// All objects are named anew: those that are not, until `complete`, are gone.
    case restarted
    /// An object is there, in this state.
    case object(Object)
    /// An object is gone; this is its last state.
    case deleted(Object)
    /// All objects that there are have been named, or the watch goes on after an interruption.
    case complete
    /// Nothing is known of what happens now; it is tried again after a while.
    case interrupted(APIError)
}

/// Lists objects, then follows their changes for as long as it is asked: the state of the cluster,
/// from `complete` on never older than the last change that was given.
///
/// Of a list one page is read ahead, of changes nothing: who is slow slows the server. For one
/// reader.
package final class Changes {
    /// A page that is on its way.
    private typealias NextPage = Task<Result<Page, APIError>, Never>

    private enum Phase {
        case list
        case page([Object], next: NextPage?, version: String)
        case connect(version: String)
        case watch(Watch, version: String, since: ContinuousClock.Instant)
    }

    private let client: Client
    private let resource: Resource
    private let selection: Selection
    private let form: Form
    /// How many objects a page has; fewer once so many were too much for an answer.
    private var limit: Int
    private let times: @Sendable () -> WatchTimes
    private var phase = Phase.list
    /// Whether the last thing that was told is that nothing is known.
    private var isInterrupted = false
    private var backoff = Backoff()
    private var delay: Duration?

    /// The changes of what `selection` means, of lists in pages of `limit` objects.
    package init(
        _ client: Client,
        _ resource: Resource,
        _ selection: Selection = Selection(),
        as form: Form = .whole,
        limit: Int = 100,
        times: @escaping @Sendable () -> WatchTimes = { WatchTimes() }
    ) {
        self.client = client
        self.resource = resource
        self.selection = selection
        self.form = form
        self.limit = limit
        self.times = times
    }

    deinit {
        if case .page(_, let next, _) = phase { next?.cancel() }
    }

    /// Waits for the next change.
    ///
    /// It never ends, except by cancellation.
    package func next() async throws(CancellationError) -> Change {
        while true {
            try await rest()
            do throws(APIError) {
                if let change = try await step() { return change }
            } catch {
                if Task.isCancelled { throw CancellationError() }
                if error.kind == .gone || error.kind == .unusable { phase = .list }
                if case .list = phase, error.kind == .unanswered(.tooLarge) {
                    limit = max(1, limit / 4)
                }
                delay = backoff.next(atLeast: error.retryAfter)
                // That the server forgot is ordinary.
                if error.kind != .gone {
                    isInterrupted = true
                    return .interrupted(error)
                }
            }
        }
    }

    private func rest() async throws(CancellationError) {
        guard let delay else { return }
        self.delay = nil
        do {
            try await Task.sleep(for: delay)
        } catch {
            throw CancellationError()
        }
    }

    private func step() async throws(APIError) -> Change? {
        switch phase {
        case .list: try await startList()
        case .page(let items, let next, let version):
            try await readPage(items, next, version)
        case .connect(let version): try await connect(version)
        case .watch(let watch, let version, let since):
            try await read(watch, version, since)
        }
    }

    private func startList() async throws(APIError) -> Change? {
        take(try await client.page(resource, selection, as: form, limit: limit))
        return .restarted
    }

    private func readPage(
        _ items: [Object],
        _ next: NextPage?,
        _ version: String
    ) async throws(APIError) -> Change? {
        // From the end, where taking one away costs nothing.
        var items = items
        phase = .list  // lets go of the array, so that it is not copied
        if let item = items.popLast() {
            phase = .page(items, next: next, version: version)
            return .object(item)
        }
        guard let next else {
            phase = .connect(version: version)
            backoff.reset()
            isInterrupted = false
            return .complete
        }
        let page = await withTaskCancellationHandler {
            await next.value
        } onCancel: {
            next.cancel()
        }
        take(try page.get())
        return nil
    }

    /// Goes on with a page, and has the one after it sent meanwhile.
    private func take(_ page: Page) {
        let next = page.next.map { next in
            NextPage { [client, resource, selection, form, limit] in
                do throws(APIError) {
                    return .success(
                        try await client.page(
                            resource,
                            selection,
                            as: form,
                            limit: limit,
                            next: next
                        )
                    )
                } catch {
                    return .failure(error)
                }
            }
        }
        phase = .page(page.items.reversed(), next: next, version: page.resourceVersion)
    }

    private func connect(_ version: String) async throws(APIError) -> Change? {
        let watch = try await client.watch(resource, selection, as: form, from: version, times())
        phase = .watch(watch, version: version, since: .now)
        guard isInterrupted else { return nil }
        isInterrupted = false
        return .complete
    }

    private func read(
        _ watch: Watch,
        _ version: String,
        _ since: ContinuousClock.Instant
    ) async throws(APIError) -> Change? {
        let event: WatchEvent?
        do throws(APIError) {
            event = try await watch.next()
        } catch {
            phase = .connect(version: version)
            guard case .unanswered = error.kind, !Task.isCancelled else { throw error }
            // It broke or fell silent: nothing is lost, the next one goes on from here.
            event = nil
        }
        guard let event else {
            phase = .connect(version: version)
            // A server that ends each watch at once would be asked without end.
            if since + .seconds(1) > .now { delay = backoff.next(atLeast: nil) }
            return nil
        }
        backoff.reset()
        let change: Change? =
            switch event {
            case .added(let object), .modified(let object): .object(object)
            case .deleted(let object): .deleted(object)
            case .bookmark: nil
            }
        phase = .watch(watch, version: event.version(after: version), since: since)
        return change
    }
}

extension WatchEvent {
    /// Where a watch goes on after this event.
    fileprivate func version(after version: String) -> String {
        let new =
            switch self {
            case .added(let object), .modified(let object), .deleted(let object):
                object.resourceVersion
            case .bookmark(let version): version
            }
        return new.isEmpty ? version : new
    }
}
