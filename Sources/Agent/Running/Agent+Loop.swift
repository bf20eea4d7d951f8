internal import CommandLine
internal import Files
internal import Reconciling
internal import Sealing
internal import Telemetry

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension Agent {
    /// Keeps the target as it should be until it is told to end.
    func run() throws -> ExitCode {
        let signals = ReceivedSignals([SIGTERM, SIGINT, SIGHUP])
        let board = StatusBoard(waker)
        let server = try serve(board)
        if case .git(let git) = feed { try Task.blocking { await git.start() } }
        defer { withExtendedLifetime(server) {} }
        var watch = AgentWatch(
            feed.folder,
            keys.folders.union(settings.state.map { [$0] } ?? []),
            rescan: settings.rescan
        )
        log.info(
            "agent started",
            .init("version", .text(FleetsealAgent.version)),
            .init("cluster", .text(settings.cluster)),
            .init("keys", .texts(keys.keys.all.map { $0.key.id.text })),
            server.map { .init("port", .number(Int($0.port))) }
        )
        if settings.state == nil {
            log.warning("no state folder: a registry that goes back between runs goes unnoticed")
        }
        while true {
            board.work(true)
            let start = AgentClock.now().steady
            cycle(&watch, signals)
            metrics.cycles.observe(AgentClock.now().steady - start)
            show(on: board)
            board.work(false)
            if let number = wait(&watch, signals, board) {
                log.info("agent ended", .init("signal", .number(Int(number))))
                return .done
            }
        }
    }

    private func serve(_ board: StatusBoard) throws -> HTTPServer? {
        guard let address = settings.listen else { return nil }
        let routes = AgentRoutes(
            board: board,
            metrics: metrics,
            hook: try settings.hookSecret.map { try HookSecret($0) },
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

    /// Does what is due.
    private func cycle(_ watch: inout AgentWatch, _ signals: ReceivedSignals?) {
        var due = watch.takeDue(at: AgentClock.now().steady)
        if due.keys {
            if reloadKeys() { due.source = true }
            readAcknowledged()
        }
        if due.source {
            watch.watchSource()
            readSource()
            watch.sourceWasRead(isWhole: isComplete, at: AgentClock.now().steady)
        }
        observe(due.target)
        let count = work { signals?.isWaiting ?? false }
        if count > 0 || due.target != [] { watch.watchTarget(root) }
        metrics.watching.set(watch.isWatching ? 1 : 0)
    }

    /// Waits until something is due; gives the signal that ends the agent.
    private func wait(
        _ watch: inout AgentWatch,
        _ signals: ReceivedSignals?,
        _ board: StatusBoard
    ) -> Int32? {
        while true {
            let now = AgentClock.now().steady
            if watch.isDue(at: now) || engine.nextWake.map({ $0 <= now }) ?? false { return nil }
            let next = [watch.nextDue, engine.nextWake, look(at: now)].compactMap { $0 }.min()
            let numbers = watch.numbers + [waker.number] + (signals.map { [$0.number] } ?? [])
            Waker.wait(for: numbers, atMost: next.map { max(.milliseconds(1), $0 - now) })
            waker.clear()
            while let signal = signals?.next() {
                guard signal == SIGHUP else { return signal }
                log.info("told to look at everything again")
                watch.everythingChanged()
            }
            if board.takeHook() { hooked(&watch) }
            if case .git(let git) = feed, git.takeNews() { watch.sourceChanged() }
            watch.collect(at: AgentClock.now().steady)
        }
    }

    /// Looks at the Git server if that is due; gives when it is due next.
    private func look(at now: Duration) -> Duration? {
        guard case .git(let git) = feed, let due = git.nextLook else { return nil }
        guard due <= now else { return due }
        Task { await git.look() }
        return nil
    }

    private func hooked(_ watch: inout AgentWatch) {
        guard case .git(let git) = feed else { return watch.sourceChanged() }
        Task { await git.look() }
    }

    /// Leaves on the board what others may see now.
    private func show(on board: StatusBoard) {
        guard settings.listen != nil else { return }
        var counts: [Reason: Int] = [:]
        for report in engine.reports.values { counts[report.reason, default: 0] += 1 }
        let reasons = counts.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { Field.Pair($0.key.rawValue, .number($0.value)) }
        let problems = self.problems.map { problem in
            Field.fields([
                Field.Pair("reason", .text(problem.reason.rawValue)),
                Field.Pair("message", .text(problem.message)),
            ])
        }
        board.show(
            [
                Field.Pair("cluster", .text(settings.cluster)),
                Field.Pair("version", .text(FleetsealAgent.version)),
                Field.Pair("ready", .flag(isReady)),
                Field.Pair("sourceKnown", .flag(isComplete)),
                Field.Pair("reasons", .fields(reasons)),
                Field.Pair("keys", .texts(keys.keys.all.map { $0.key.id.text })),
                Field.Pair("strayFiles", .number(strays.count)),
            ],
            names: named(problems),
            isReady: hasStarted && engine.hold == nil
        )
    }

    /// Documents for those who may see names: what is not ready first, at most a thousand.
    private func named(_ problems: [Field]) -> [Field] {
        let sorted = engine.reports.sorted { left, right in
            left.value.isReady == right.value.isReady
                ? left.key < right.key : !left.value.isReady
        }
        return sorted.prefix(1_000).map { document, report in
            var pairs = [
                Field.Pair("document", .text(document.description)),
                Field.Pair("ready", .flag(report.isReady)),
                Field.Pair("reason", .text(report.reason.rawValue)),
                Field.Pair("message", .text(report.message)),
            ]
            if let drift = report.drift { pairs.append(Field.Pair("drift", .text(drift))) }
            return .fields(pairs)
        } + problems
    }
}
