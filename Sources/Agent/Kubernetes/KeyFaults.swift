internal import Threads

/// Which key Secrets are known to be of no use: each is told of once, until that changes.
final class KeyFaults: Sendable {
    private let known = Locked<[String: String]>([:])

    /// Those that were not there, or for another reason, when this was asked last.
    func news(of faults: [KeySecrets.Fault]) -> [KeySecrets.Fault] {
        known.withLock { known in
            let news = faults.filter { known[$0.name] != $0.why }
            known = Dictionary(faults.map { ($0.name, $0.why) }) { $1 }
            return news
        }
    }
}
