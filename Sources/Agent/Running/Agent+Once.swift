internal import CommandLine
internal import Reconciling

extension Agent {
    /// Converges once and says what came of it.
    func runOnce(_ terminal: Terminal) throws -> ExitCode {
        readAcknowledged()
        if case .git(let git) = feed {
            try Task.blocking {
                await git.start()
                await git.look()
            }
        }
        readSource()
        observe()
        work()
        let reports = engine.reports.sorted { $0.key < $1.key }
        let concerned = reports.filter { $0.value.reason != .notForThisCluster }
        let ready = concerned.count { $0.value.isReady }
        for (document, report) in concerned where !report.isReady || report.drift != nil {
            try terminal.print(
                "\(Terminal.escaped(document.path))  \(report.reason.rawValue)  \(Terminal.escaped(report.message))"
            )
        }
        for problem in problems {
            try terminal.print("\(problem.reason.rawValue)  \(Terminal.escaped(problem.message))")
        }
        try terminal.print("\(ready) of \(concerned.count) ready")
        return isReady ? .done : .failed
    }
}
