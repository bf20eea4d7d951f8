internal import Fleet
internal import Kubernetes
internal import Telemetry

/// Where an agent remembers what it has seen of the registry: a folder, or its own namespace.
actor ClusterMemory {
    private enum Place {
        case folder(AgentState)
        case secret(StateSecret)
    }

    private let place: Place
    private var kept: Pin?
    private var keptCommit: String?

    /// In a folder, or nowhere.
    init(folder: sending AgentState) { place = .folder(folder) }

    /// In a Secret of the agent's namespace, which says that this commit was in force.
    init(secret: StateSecret, commit: String?) {
        place = .secret(secret)
        keptCommit = commit
    }

    /// Remembers what is known of the fleet now; false if that failed.
    func keep(_ pin: Pin, _ log: Log) async -> Bool {
        guard kept != pin else { return true }
        do {
            switch place {
            case .folder(let state): try state.keep(pin)
            case .secret(let secret): try await secret.keep(pin)
            }
            kept = pin
            return true
        } catch {
            log.error("state not written", .init("detail", .text(ErrorText.of(error))))
            return false
        }
    }

    /// Remembers which commit is in force, which a folder has a clone for; false if that failed.
    func keep(commit: String, _ log: Log) async -> Bool {
        guard case .secret(let secret) = place, keptCommit != commit else { return true }
        do {
            try await secret.keep(commit: commit)
            keptCommit = commit
            return true
        } catch {
            log.error("state not written", .init("detail", .text(ErrorText.of(error))))
            return false
        }
    }

    /// Remembers group keys, which a folder has only for agents without a cluster; false if that
    /// failed.
    func keep(_ groupKeys: ClusterEngine.GroupKeys, _ log: Log) async -> Bool {
        guard case .secret(let secret) = place else { return true }
        do {
            return try await secret.keep(groupKeys: groupKeys.text, to: groupKeys.active)
        } catch {
            log.error("state not written", .init("detail", .text(ErrorText.of(error))))
            return false
        }
    }
}
