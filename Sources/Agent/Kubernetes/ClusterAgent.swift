internal import CommandLine
internal import Files
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

/// An agent whose target is a cluster: watches, workers and what ends them.
final class ClusterAgent {
    let settings: ClusterSettings
    let log: Log
    let metrics: AgentMetrics

    init(_ settings: ClusterSettings) {
        self.settings = settings
        log = .standardError(least: settings.logLevel)
        metrics = AgentMetrics(version: FleetsealAgent.version)
    }

    /// Runs until it is told to end, or until all is done that can be.
    func run(_ terminal: Terminal) throws -> ExitCode {
        for warning in settings.configuration.warnings {
            log.warning("kubeconfig", .init("detail", .text(warning)))
        }
        let signals = ReceivedSignals([SIGTERM, SIGINT])
        let state = try AgentState(settings.state, anchor: settings.trust)
        let keys = try KeyFiles(settings.keyFiles)
        metrics.keys.set(keys.keys.all.count)
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
        let engine = ClusterEngine(
            settings,
            keys: keys.keys,
            state: state,
            sets: sets,
            log: log,
            metrics: metrics
        )
        let work = ClusterWork(
            engine: engine,
            client: client,
            target: ClusterTarget(client: client, digestKey: state.digestKey),
            workers: settings.workers,
            instance: "\(FleetsealAgent.instance)",
            log: log
        )
        log.info(
            "agent started",
            .init("version", .text(FleetsealAgent.version)),
            .init("cluster", .text(settings.cluster)),
            .init("keys", .texts(keys.keys.all.map { $0.key.id.text }))
        )
        return settings.isOnce
            ? try once(engine, work, signals, terminal) : try follow(engine, work, signals)
    }

    /// What is followed.
    private var sets: [WatchedSet] {
        WatchedSet.Kind.allCases.flatMap { kind -> [WatchedSet] in
            switch kind {
            case .documents, .secrets:
                settings.namespaces.map { $0.map { WatchedSet(kind: kind, namespace: $0) } }
                    ?? [WatchedSet(kind: kind)]
            case .namespaces: settings.namespaces == nil ? [WatchedSet(kind: kind)] : []
            default: [WatchedSet(kind: kind)]
            }
        }
    }

    // MARK: Running

    private func follow(
        _ engine: ClusterEngine,
        _ work: ClusterWork,
        _ signals: ReceivedSignals?
    ) throws -> ExitCode {
        let waker = try Waker()
        let acknowledged = settings.acknowledged
        let task = Task {
            await engine.acknowledge(acknowledged)
            await engine.lead(true)
            await work.run()
            waker.wake()
        }
        while signals?.isWaiting != true {
            Waker.wait(for: [waker.number] + (signals.map { [$0.number] } ?? []), atMost: nil)
        }
        let signal = signals?.next() ?? 0
        task.cancel()
        waker.clear()
        Waker.wait(for: [waker.number], atMost: .seconds(10))
        log.info("agent ended", .init("signal", .number(Int(signal))))
        return .done
    }

    private func once(
        _ engine: ClusterEngine,
        _ work: ClusterWork,
        _ signals: ReceivedSignals?,
        _ terminal: Terminal
    ) throws -> ExitCode {
        let acknowledged = settings.acknowledged
        try Task.blocking {
            await engine.acknowledge(acknowledged)
            await engine.lead(true)
            await work.once()
        }
        let result = Mutex<([(document: DocumentID, report: Report)], [Problem])>(([], []))
        try Task.blocking {
            let summary = await engine.summary
            let problems = await engine.problems
            result.withLock { $0 = (summary, problems) }
        }
        let (reports, problems) = result.withLock { $0 }
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
