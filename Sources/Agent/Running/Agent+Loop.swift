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
        let server = try AgentRoutes.serve(
            board,
            metrics,
            at: settings.listen,
            hookSecret: settings.hookSecret,
            showsNames: settings.showsNames
        )
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
            .init("fingerprint", .text(keys.keys.active.key.publicKey.fingerprint.description)),
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
            let next = [watch.nextDue, engine.nextWake, look(at: now), pushed(at: now)]
                .compactMap { $0 }.min()
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
            // To be shown, though nothing is to be done.
            if push?.takeNews() ?? false { return nil }
        }
    }

    /// Looks at the Git server if that is due; gives when it is due next.
    private func look(at now: Duration) -> Duration? {
        guard case .git(let git) = feed, let due = git.nextLook else { return nil }
        guard due <= now else { return due }
        Task { await git.look() }
        return nil
    }

    /// Pushes the publication if that is due; gives when it is due next.
    private func pushed(at now: Duration) -> Duration? {
        guard let push, let due = push.nextPush else { return nil }
        guard due <= now else { return due }
        Task { await push.push() }
        return nil
    }

    private func hooked(_ watch: inout AgentWatch) {
        guard case .git(let git) = feed else { return watch.sourceChanged() }
        git.hasten()
    }

    /// Leaves on the board what others may see now.
    private func show(on board: StatusBoard) {
        guard settings.listen != nil else { return }
        board.show(
            ServedStatus(
                fields: StatusFields.summary(
                    cluster: settings.cluster,
                    isReady: isReady,
                    sourceKnown: isSourceKnown,
                    reports: engine.reports.values,
                    keys: keys.keys
                ) + [Field.Pair("strayFiles", .number(strays.count))],
                documents: StatusFields.named(engine.reports),
                problems: problems,
                isReady: hasStarted && engine.hold == nil
            )
        )
    }
}
