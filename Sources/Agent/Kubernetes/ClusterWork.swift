internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Telemetry

/// The tasks of an agent in a cluster: a watch for each set of objects, and workers.
struct ClusterWork: Sendable {
    let engine: ClusterEngine
    let client: Client
    let target: ClusterTarget
    let workers: Int
    let memory: ClusterMemory
    let keySecrets: KeySecrets?
    let leadership: Leadership?
    let settings: ClusterSettings
    let feed: SourceFeed?
    /// What follows a GitSource, if one names the repository.
    let aim: GitSourceAim?
    let log: Log

    init(
        _ settings: ClusterSettings,
        _ start: ClusterStart,
        _ client: Client,
        lease: Client,
        _ engine: ClusterEngine,
        _ feed: SourceFeed?,
        _ log: Log
    ) {
        self.settings = settings
        self.feed = feed
        self.engine = engine
        self.client = client
        self.log = log
        target = ClusterTarget(client: client, digestKey: start.digestKey)
        workers = settings.workers
        memory = start.memory
        keySecrets = start.keySecrets
        if case .gitSource(let name) = settings.source, case .git(let git)? = feed {
            aim = GitSourceAim(
                name,
                client,
                namespace: settings.keyNamespace,
                folder: settings.clone,
                git,
                engine,
                log
            )
        } else {
            aim = nil
        }
        // A single run is one of many at most for a moment.
        leadership = (settings.isOnce ? nil : settings.keyNamespace).map { namespace in
            Leadership(
                lease: Lease(
                    lease,
                    Leadership.name,
                    in: namespace,
                    identity: FleetsealAgent.instance
                ),
                engine: engine,
                log: log
            )
        }
    }

    /// Works until it is cancelled.
    func run(_ board: StatusBoard) async {
        await withTaskGroup { group in
            start(&group)
            group.addTask { await show(on: board) }
            await group.waitForAll()
        }
    }

    /// Works until nothing is left that can be done now; false if it gave up before, because nothing
    /// came off for two minutes.
    func once() async -> Bool {
        await withTaskGroup { group in
            start(&group)
            var idle = 0
            var last = -1
            var end = ContinuousClock.now
            while idle < 2, !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(idle == 0 ? 20 : 5))
                let progress = await engine.progress
                if progress != last { (last, end) = (progress, .now + .seconds(120)) }
                guard end > .now else { break }
                idle = await isIdle ? idle + 1 : 0
            }
            await aim?.tell()
            group.cancelAll()
            return idle == 2
        }
    }

    /// Whether there is nothing to do now.
    private var isIdle: Bool {
        get async {
            // In this order: what settles it has put all there is to do into the queue.
            guard await engine.isSettled else { return false }
            let counts = engine.queue.counts
            return counts.ready == 0 && counts.working == 0
        }
    }

    private func start(_ group: inout TaskGroup<Void>) {
        for set in engine.sets { group.addTask { await follow(set) } }
        if let feed { group.addTask { await follow(feed) } }
        if let aim { group.addTask { await aim.watch() } }
        if keySecrets != nil {
            group.addTask { await followKeys() }
            group.addTask { await followAcknowledgements() }
            group.addTask { await publishProblems() }
        }
        if feed == nil, !settings.isOnce { group.addTask { await noteDefinition() } }
        group.addTask { await engine.queue.run() }
        for _ in 0..<workers { group.addTask { await serve() } }
        group.addTask {
            if let leadership { await leadership.run() } else { await engine.lead(true) }
        }
    }

    /// Brings what is served up to date, once a second.
    private func show(on board: StatusBoard) async {
        var pause = 0
        var wasBusy = true
        while !Task.isCancelled {
            let isIdle = await isIdle
            if wasBusy, isIdle { ProcessMemory.giveBack() }
            wasBusy = !isIdle
            let status = await engine.status
            if pause > 0 {
                pause -= 1
            } else if await !remember() {
                pause = 5
            }
            if await engine.isLeading { await aim?.tell() }
            board.show(status.fields, names: status.names, isReady: status.isReady)
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Writes what is to be remembered; false if it has to be tried again.
    private func remember() async -> Bool {
        var isKept = true
        if let pin = await engine.takeNewPin(), await !memory.keep(pin, log) {
            await engine.wasNotKept(pin)
            isKept = false
        }
        if let text = await engine.takeNewGroupKeys(), await !memory.keep(groupKeys: text, log) {
            await engine.wereNotKept()
            isKept = false
        }
        return isKept
    }

    // MARK: Keys

    /// Reads the keys again whenever a key Secret changes, and publishes them.
    private func followKeys() async {
        guard let keySecrets, let namespace = settings.keyNamespace else { return }
        let changes = Changes(client, .secrets, keySecrets.selection, as: .metadata)
        var isListed = false
        while !Task.isCancelled {
            let change: Change
            do throws(CancellationError) {
                change = try await changes.next()
            } catch {
                return
            }
            switch change {
            case .restarted: isListed = false
            case .complete: isListed = true
            case .object, .deleted: break
            case .interrupted: continue
            }
            guard isListed else { continue }
            let state = StateSecret(client: client, namespace: namespace, anchor: settings.trust)
            do {
                let keys = try await ClusterStart.keys(
                    keySecrets,
                    state,
                    state.read().active,
                    settings,
                    log
                )
                await engine.use(keys)
                try await keySecrets.publish(keys)
            } catch {
                // Those that were read before stay in use.
                log.error("keys not loaded", .init("detail", .text(ErrorText.of(error))))
            }
        }
    }

    // MARK: Repositories

    private func follow(_ feed: SourceFeed) async {
        switch feed {
        case .directory:
            await engine.openRepository()
            while !Task.isCancelled {
                try? await Task.sleep(for: settings.rescan)
                engine.queue.add([.registry])
            }
        case .git(let git):
            while let aim, await !aim.isKnown, !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(20))
            }
            await git.start()
            await aim?.prepare()
            // A server that hangs keeps nobody from putting back what the clone has.
            if !settings.isOnce, git.hasSnapshot { await engine.openRepository() }
            await git.look()
            await engine.openRepository()
            while !Task.isCancelled {
                if git.takeNews() { engine.queue.add([.registry]) }
                let now = AgentClock.now().steady
                if let due = git.nextLook, due <= now {
                    await look(git)
                    continue
                }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    private func look(_ git: GitFeed) async {
        await aim?.prepare()
        await git.look()
    }

    /// Somebody says that the repository has changed.
    func hooked() {
        guard let feed else { return }
        guard case .git(let git) = feed else { return engine.queue.add([.registry]) }
        git.hasten()
    }

    // MARK: Watches

    private func follow(_ set: WatchedSet) async {
        let changes = Changes(client, set.kind.resource, set.selection, as: set.kind.form)
        while !Task.isCancelled {
            do throws(CancellationError) {
                await engine.take(try await changes.next(), of: set)
            } catch {
                return
            }
        }
    }

    // MARK: Workers

    private func serve() async {
        while let work = await engine.queue.next() {
            switch work {
            case .registry:
                await engine.readRegistry()
                if let pin = await engine.takeNewPin(), await !memory.keep(pin, log) {
                    await engine.wasNotKept(pin)
                }
                engine.queue.done(work, wake: nil)
            case .secret(let name):
                let wake = await settle(name)
                engine.queue.done(work, wake: wake)
            }
        }
    }

    /// Takes one Secret as far as it goes, and tells about it.
    private func settle(_ name: SecretName) async -> Duration? {
        // Look, strip, write, restart, and once more for what changes meanwhile.
        for _ in 0..<12 {
            guard !Task.isCancelled else { return nil }
            switch await engine.step(name) {
            case .act(let job):
                guard await isLeading || !job.action.isWrite else {
                    await engine.lead(false)
                    return nil
                }
                if case .delete = job.action, feed == nil, await !isGone(name) {
                    await engine.finish(job, .unavailable(retryAfter: nil))
                    continue
                }
                do throws(Failure) {
                    let live = try await target.perform(job)
                    await engine.finish(job, live)
                } catch {
                    await engine.finish(job, error)
                }
            case .settled(let settlement):
                let isTold = await tell(settlement)
                return isTold ? settlement.wake : min(settlement.wake ?? .seconds(2), .seconds(2))
            }
        }
        return .seconds(1)
    }

    /// Asked the moment before each write.
    private var isLeading: Bool {
        get async {
            guard let leadership else { return true }
            return await leadership.lease.isHeld
        }
    }

    /// Whether the document of a Secret is gone, and not the definition of its kind, or our right to
    /// see it.
    private func isGone(_ name: SecretName) async -> Bool {
        var definedAt: String?
        do throws(APIError) {
            _ = try await client.page(
                .fleetSecrets,
                Selection(namespace: name.namespace),
                as: .metadata,
                limit: 1
            )
        } catch {
            return false
        }
        do throws(APIError) {
            let definition = try await client.get(
                .customResourceDefinitions,
                "fleetsecrets.fleetseal.dev",
                as: .metadata
            )
            guard definition.metadata.deletionTimestamp == nil else {
                return false
            }
            await engine.define(definition.metadata.uid)
            definedAt = definition.node[path: "metadata", "creationTimestamp"]?.string
        } catch {
            // Not every agent may look at it; that the list works has to do then.
            guard error.kind == .forbidden else { return false }
        }
        return await !engine.isLost(name, definedAt: definedAt)
    }

    /// Notes which definition FleetSecrets have, before it may become another one.
    private func noteDefinition() async {
        while !Task.isCancelled {
            do throws(APIError) {
                let definition = try await client.get(
                    .customResourceDefinitions,
                    "fleetsecrets.fleetseal.dev",
                    as: .metadata
                )
                return await engine.define(definition.metadata.uid)
            } catch {
                guard error.kind != .forbidden else { return }
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }

    /// Writes status and events; false if a status has to be written again.
    private func tell(_ settlement: ClusterEngine.Settlement) async -> Bool {
        var isTold = true
        guard await isLeading else { return true }
        for change in settlement.statuses {
            do throws(APIError) {
                let object = try await client.patch(
                    .fleetSecrets,
                    change.name.name,
                    in: change.name.namespace,
                    subresource: "status",
                    change.status.patch(uid: change.uid, version: change.version),
                    manager: SecretMetadata.manager
                )
                await engine.wrote(change, version: object.resourceVersion)
            } catch {
                // The document is gone.
                if error.kind == .notFound { continue }
                // By a conflict, a newer version is on its way to us.
                log.debug("status not written", .init("detail", .text(error.description)))
                isTold = false
            }
        }
        for note in settlement.events { await record(note) }
        return isTold
    }

    private func record(_ note: ClusterEngine.EventNote) async {
        let subject = EventRecord.Subject(
            note.document == nil ? .secrets : .fleetSecrets,
            (note.document ?? note.secret).name,
            in: (note.document ?? note.secret).namespace,
            uid: note.uid
        )
        let record = EventRecord(
            subject,
            isWarning: note.event.isWarning,
            reason: note.event.reason,
            action: "Reconcile",
            note: note.event.message
        )
        do throws(APIError) {
            try await client.record(
                record,
                controller: "fleetseal-agent",
                instance: FleetsealAgent.instance
            )
        } catch {
            // Events are for people; what matters is in the status.
            log.debug("event not written", .init("detail", .text(error.description)))
        }
    }
}
