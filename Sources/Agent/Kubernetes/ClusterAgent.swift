internal import CommandLine
internal import Files
internal import Fleet
internal import Git
internal import GitSource
internal import Kubernetes
internal import Reconciling
internal import Sealing
internal import Threads
internal import Telemetry

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// An agent whose target is a cluster: what it starts with, what runs, and what ends it.
struct ClusterAgent {
    let settings: ClusterSettings
    let log: Log
    let metrics = AgentMetrics(version: FleetsealAgent.version)

    init(_ settings: ClusterSettings) {
        self.settings = settings
        log = .standardError(least: settings.logLevel)
    }

    /// Runs until it is told to end, or until all is done that can be.
    func run(_ terminal: Terminal) throws -> ExitCode {
        for warning in settings.configuration.warnings {
            log.warning("kubeconfig", .init("detail", .text(warning)))
        }
        // Before anything starts a thread.
        let signals = settings.isOnce ? nil : ReceivedSignals([SIGTERM, SIGINT])
        let client = try newClient(concurrency: settings.workers)
        // Of its own, so that it never waits for others.
        let lease = try newClient(concurrency: 2)
        let found = try Self.waiting(signals) { [settings, log] in
            try await ClusterStart.patiently(settings, client, log)
        }
        guard let start = found else { return .done }
        metrics.keys.set(start.keys.all.count)
        let waker = try Waker()
        let feed = feed(waker, start.commit)
        let engine = ClusterEngine(
            settings,
            start,
            feed,
            sets: sets,
            log: log,
            metrics: metrics
        )
        let work = ClusterWork(
            settings,
            start,
            client,
            lease: lease,
            engine,
            feed,
            push,
            log
        )
        log.info(
            "agent started",
            .init("version", .text(FleetsealAgent.version)),
            .init("cluster", .text(settings.cluster)),
            .init("keys", .texts(start.keys.all.map { $0.key.id.text })),
            .init("fingerprint", .text(start.keys.active.key.publicKey.fingerprint.description))
        )
        if settings.isOnce { return try once(engine, work, terminal) }
        return try follow(work, signals, waker)
    }

    private func newClient(concurrency: Int) throws -> Client {
        do throws(ConfigurationError) {
            return try Client(
                settings.configuration,
                userAgent: "fleetseal-agent/\(FleetsealAgent.version)",
                concurrency: concurrency
            )
        } catch {
            throw StartFailure(error.description, hint: error.hint)
        }
    }

    /// The repository that documents come from, if they are no custom resources.
    private func feed(_ waker: Waker, _ commit: String?) -> SourceFeed? {
        switch settings.source {
        case .customResources: nil
        case .repository(.directory(let path)): .directory(path)
        case .repository(.git(let git)):
            .git(GitFeed(git, folder: settings.clone, remembered: commit, waker: waker))
        case .gitSource: .git(GitFeed(settings.sourceID, remembered: commit, waker: waker))
        }
    }

    /// What pushes the publication, if that is wanted: to what the settings name, or to what a
    /// GitSource will.
    private var push: PublicationPush? {
        guard settings.publishesReference else { return nil }
        let push = PublicationPush(
            cluster: settings.cluster,
            waker: nil,
            log: log,
            metrics: metrics
        )
        if case .repository(.git(let git)) = settings.source, let publication = git.publication {
            push.aim(
                at: GitPublisher(publication, folder: GitSettings.pushing(in: settings.state))
            )
        }
        return push
    }

    /// What is followed.
    private var sets: [WatchedSet] {
        WatchedSet.Kind.allCases.flatMap { kind -> [WatchedSet] in
            if !settings.source.isCustomResources, kind.isRegistry || kind == .documents {
                return []
            }
            guard !kind.isRegistry, let namespaces = settings.namespaces else {
                return [WatchedSet(kind: kind)]
            }
            return namespaces.map { WatchedSet(kind: kind, namespace: $0) }
        }
    }

    // MARK: Running

    private func follow(
        _ work: ClusterWork,
        _ signals: ReceivedSignals?,
        _ waker: Waker
    ) throws -> ExitCode {
        let board = StatusBoard(waker)
        let server = try AgentRoutes.serve(
            board,
            metrics,
            at: settings.listen,
            hookSecret: settings.hookSecret,
            showsNames: settings.showsNames
        )
        defer { withExtendedLifetime(server) {} }
        if let server { log.info("serves", .init("port", .number(Int(server.port)))) }
        let task = Task {
            await work.run(board)
            waker.wake()
        }
        while signals?.isWaiting != true {
            Waker.wait(for: [waker.number] + (signals.map { [$0.number] } ?? []), atMost: nil)
            waker.clear()
            if board.takeHook() { work.hooked() }
        }
        let signal = signals?.next() ?? 0
        waker.clear()
        task.cancel()
        Waker.wait(for: [waker.number], atMost: .seconds(10))
        if let leadership = work.leadership {
            // In a task that is not cancelled.
            _ = try Self.waiting(nil) { await leadership.release() }
        }
        log.info("agent ended", .init("signal", .number(Int(signal))))
        return .done
    }

    private func once(
        _ engine: ClusterEngine,
        _ work: ClusterWork,
        _ terminal: Terminal
    ) throws -> ExitCode {
        let result = try Self.waiting(nil) {
            let isDone = await work.once()
            return OnceSummary(await engine.reports, await engine.problems, isDone: isDone)
        }
        guard let summary = result else { return .failed }
        try summary.print(to: terminal)
        return summary.isReady ? .done : .failed
    }

    /// Waits for what `body` comes to, on the process's own thread; nothing if a signal ends it.
    private static func waiting<Value: Sendable>(
        _ signals: ReceivedSignals?,
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value? {
        let end = Ending<Value>(try Waker())
        let task = Task {
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            end.result.withLock { $0 = result }
            end.waker.wake()
        }
        let numbers = [end.waker.number] + (signals.map { [$0.number] } ?? [])
        while true {
            if let result = end.result.withLock({ $0 }) { return try result.get() }
            if signals?.isWaiting ?? false {
                task.cancel()
                return nil
            }
            Waker.wait(for: numbers, atMost: nil)
            end.waker.clear()
        }
    }
}

/// What a task leaves for the thread that waits for it.
private final class Ending<Value: Sendable>: Sendable {
    let result = Locked<Result<Value, any Error>?>(nil)
    let waker: Waker

    init(_ waker: Waker) { self.waker = waker }
}

extension FleetsealAgent {
    /// Tells this process from others, also on other computers.
    static let instance: String = {
        var name = [CChar](repeating: 0, count: 256)
        let isKnown = unsafe gethostname(&name, name.count - 1) == 0
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let host = isKnown ? String(decoding: bytes, as: UTF8.self) : "unknown"
        return host + "_" + String(UInt64.random(in: .min ... .max), radix: 16)
    }()
}
