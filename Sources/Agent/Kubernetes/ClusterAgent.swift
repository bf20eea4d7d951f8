internal import CommandLine
internal import Files
internal import Fleet
internal import Kubernetes
internal import Reconciling
internal import Sealing
internal import Synchronization
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
        let signals = ReceivedSignals([SIGTERM, SIGINT])
        let client: Client
        do throws(ConfigurationError) {
            client = try Client(
                settings.configuration,
                userAgent: "fleetseal-agent/\(FleetsealAgent.version)",
                concurrency: settings.workers
            )
        } catch {
            throw StartFailure(error.description, hint: error.hint)
        }
        let start = try Self.waiting { [settings, log] in
            try await ClusterStart(settings, client, log)
        }
        metrics.keys.set(start.keys.all.count)
        let engine = ClusterEngine(settings, start, sets: sets, log: log, metrics: metrics)
        let work = ClusterWork(settings, start, client, engine, log)
        log.info(
            "agent started",
            .init("version", .text(FleetsealAgent.version)),
            .init("cluster", .text(settings.cluster)),
            .init("keys", .texts(start.keys.all.map { $0.key.id.text }))
        )
        if settings.isOnce { return try once(engine, work, terminal) }
        return try follow(engine, work, signals)
    }

    /// What is followed.
    private var sets: [WatchedSet] {
        WatchedSet.Kind.allCases.flatMap { kind -> [WatchedSet] in
            guard !kind.isRegistry, let namespaces = settings.namespaces else {
                return [WatchedSet(kind: kind)]
            }
            return namespaces.map { WatchedSet(kind: kind, namespace: $0) }
        }
    }

    // MARK: Running

    private func follow(
        _ engine: ClusterEngine,
        _ work: ClusterWork,
        _ signals: ReceivedSignals?
    ) throws -> ExitCode {
        let waker = try Waker()
        let board = StatusBoard(waker)
        let server = try serve(board)
        defer { withExtendedLifetime(server) {} }
        let task = Task {
            await work.run(board)
            waker.wake()
        }
        while signals?.isWaiting != true {
            waker.clear()
            Waker.wait(for: [waker.number] + (signals.map { [$0.number] } ?? []), atMost: nil)
        }
        let signal = signals?.next() ?? 0
        waker.clear()
        task.cancel()
        Waker.wait(for: [waker.number], atMost: .seconds(10))
        log.info("agent ended", .init("signal", .number(Int(signal))))
        return .done
    }

    private func serve(_ board: StatusBoard) throws -> HTTPServer? {
        guard let address = settings.listen else { return nil }
        let routes = AgentRoutes(
            board: board,
            metrics: metrics,
            hook: nil,
            showsNames: settings.showsNames,
            isLoopback: address.isLoopback
        )
        do {
            return try HTTPServer(address, routes.routes)
        } catch {
            throw StartFailure(
                "\(error)",
                hint:
                    "--listen ADDRESS:PORT names another port; on Debian: apt-get install libmicrohttpd12"
            )
        }
    }

    private func once(
        _ engine: ClusterEngine,
        _ work: ClusterWork,
        _ terminal: Terminal
    ) throws -> ExitCode {
        let (reports, problems) = try Self.waiting {
            await work.once()
            return (await engine.summary, await engine.problems)
        }
        let concerned = reports.filter { $0.report.reason != .notForThisCluster }
        for (document, report) in concerned where !report.isReady || report.drift != nil {
            try terminal.print(
                "\(Terminal.escaped(document.path))  \(report.reason.rawValue)  \(Terminal.escaped(report.message))"
            )
        }
        for problem in problems {
            try terminal.print("\(problem.reason.rawValue)  \(Terminal.escaped(problem.message))")
        }
        let ready = concerned.count { $0.report.isReady }
        try terminal.print("\(ready) of \(concerned.count) ready")
        return ready == concerned.count && problems.isEmpty ? .done : .failed
    }

    /// Waits for what `body` comes to, on the process's own thread.
    private static func waiting<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let box = Shared(result)
        try Task.blocking {
            do {
                let value = try await body()
                box.value.withLock { $0 = .success(value) }
            } catch {
                box.value.withLock { $0 = .failure(error) }
            }
        }
        guard let outcome = box.value.withLock({ $0 }) else { throw CancellationError() }
        return try outcome.get()
    }
}

/// Lets a closure that escapes reach a lock.
private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Result<Value, any Error>?>

    init(_ value: consuming Mutex<Result<Value, any Error>?>) { self.value = value }
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
