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

    /// In a folder, or nowhere.
    init(folder: sending AgentState) { place = .folder(folder) }

    /// In a Secret of the agent's namespace.
    init(secret: StateSecret) { place = .secret(secret) }

    /// Remembers what is known of the fleet now.
    func keep(_ pin: Pin, _ log: Log) async {
        guard kept != pin else { return }
        do {
            switch place {
            case .folder(let state): try state.keep(pin)
            case .secret(let secret): try await secret.keep(pin)
            }
            kept = pin
        } catch {
            log.error("state not written", .init("detail", .text(ErrorText.of(error))))
        }
    }

    /// Remembers group keys; a folder has them only for agents without a cluster.
    func keep(groupKeys: String, _ log: Log) async {
        guard case .secret(let secret) = place else { return }
        do throws(APIError) {
            try await secret.keep(groupKeys: groupKeys)
        } catch {
            log.error("state not written", .init("detail", .text(error.description)))
        }
    }
}
