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
        if let push { try Task.blocking { await push.push() } }
        try OnceSummary(engine.reports, problems).print(to: terminal)
        return isReady ? .done : .failed
    }
}
