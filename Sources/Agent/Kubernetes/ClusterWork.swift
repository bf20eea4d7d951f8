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
    let keyFaults: KeyFaults
    let leadership: Leadership?
    let settings: ClusterSettings
    let feed: SourceFeed?
    let push: PublicationPush?
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
        _ push: PublicationPush?,
        _ log: Log
    ) {
        self.settings = settings
        self.feed = feed
        self.push = push
        self.engine = engine
        self.client = client
        self.log = log
        target = ClusterTarget(client: client, digestKey: start.digestKey)
        workers = settings.workers
        memory = start.memory
        keySecrets = start.keySecrets
        keyFaults = start.keyFaults
        if case .gitSource(let name) = settings.source, case .git(let git)? = feed {
            aim = GitSourceAim(
                name,
                client,
                namespace: settings.keyNamespace,
                folder: settings.clone,
                git,
                push,
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
            start(&group, board)
            group.addTask { await show(on: board) }
            group.addTask { await keepMemory() }
            await group.waitForAll()
        }
    }

    /// Works until nothing is left that can be done now; false if it gave up before, because nothing
    /// came off for two minutes.
    func once() async -> Bool {
        await withTaskGroup { group in
            start(&group, nil)
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
            if idle == 2 {
                _ = await rememberCommit()
                _ = await rotate()
                await push?.push()
                await engine.note(publication: push?.complaint)
            }
            group.cancelAll()
            return idle == 2
        }
    }

    /// Whether there is nothing to do now.
    private var isIdle: Bool {
        get async {
            // In this order: what settles it has put all there is to do into the queue.
            guard await engine.isSettled else { return false }
            // After a conflict, the second look is a moment away.
            return engine.queue.isIdle(for: .milliseconds(200))
        }
    }

    private func start(_ group: inout TaskGroup<Void>, _ board: StatusBoard?) {
        for set in engine.sets { group.addTask { await follow(set) } }
        if let feed { group.addTask { await follow(feed) } }
        if let aim { group.addTask { await aim.watch() } }
        if keySecrets != nil {
            group.addTask { await followKeys() }
            group.addTask { await followRotation() }
            if !settings.isOnce { group.addTask { await followPublication() } }
            group.addTask { await followAcknowledgements() }
            group.addTask { await publishProblems() }
        }
        if feed == nil, !settings.isOnce { group.addTask { await noteDefinition() } }
        group.addTask { await engine.queue.run() }
        for number in 0..<workers { group.addTask { await serve(number, board) } }
        group.addTask {
            guard let leadership else { return await engine.lead(true) }
            await leadership.run { lookSoon() }
        }
        if let leadership { group.addTask { await leadership.passHooks() } }
    }

    /// Brings what is served up to date, once a second.
    private func show(on board: StatusBoard) async {
        var wasBusy = true
        while !Task.isCancelled {
            let isIdle = await isIdle
            if wasBusy, isIdle { ProcessMemory.giveBack() }
            wasBusy = !isIdle
            // An engine that is stuck makes /healthz say so.
            board.work(true)
            let status = await engine.status
            board.work(false)
            if await engine.isLeading { await aim?.tell() }
            board.show(status)
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Remembers what is new, once a second; a write that hangs holds up no status.
    private func keepMemory() async {
        while !Task.isCancelled {
            let isKept = await remember()
            try? await Task.sleep(for: .seconds(isKept ? 1 : 5))
        }
    }

    /// Writes what is to be remembered; false if it has to be tried again.
    private func remember() async -> Bool {
        var isKept = true
        if let pin = await engine.takeNewPin(), await !memory.keep(pin, log) {
            await engine.wasNotKept(pin)
            isKept = false
        }
        if let new = await engine.takeNewGroupKeys() {
            if await memory.keep(new, log) {
                // An older key may be spare now.
                await engine.noteKeyNews()
            } else {
                await engine.wereNotKept()
                isKept = false
            }
        }
        return await rememberCommit() && isKept
    }

    /// Remembers the commit in force where no clone lasts.
    private func rememberCommit() async -> Bool {
        guard case .git(let git)? = feed, await engine.isLeading, let commit = git.remembrance
        else { return true }
        return await memory.keep(commit: commit, log)
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

    /// A Git server says that the repository has changed: every replica is to look.
    func hooked() {
        guard feed != nil else { return }
        lookSoon()
        leadership?.hooked()
    }

    /// Somebody says that the repository has changed.
    private func lookSoon() {
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
}
