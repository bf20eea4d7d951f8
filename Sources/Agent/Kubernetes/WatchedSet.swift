internal import Kubernetes
internal import Reconciling

/// One of the sets of objects that the agent follows.
struct WatchedSet: Hashable, Sendable {
    /// What the objects are.
    enum Kind: CaseIterable, Sendable {
        case fleets, groups, clusters, documents, secrets, namespaces
    }

    let kind: Kind
    /// Only those in this namespace; all of them if absent.
    var namespace: String?

    /// Which objects to ask for.
    var selection: Selection {
        switch kind {
        case .secrets:
            Selection(namespace: namespace, labels: "\(SecretMarks.managed)=true")
        case .namespaces: Selection(fields: namespace.map { "metadata.name=\($0)" })
        default: Selection(namespace: namespace)
        }
    }

    /// Whether an object of this namespace would be in it.
    func covers(_ namespace: String) -> Bool {
        self.namespace == nil || self.namespace == namespace
    }
}

extension WatchedSet.Kind {
    var resource: Resource {
        switch self {
        case .fleets: .fleets
        case .groups: .fleetGroups
        case .clusters: .fleetClusters
        case .documents: .fleetSecrets
        case .secrets: .secrets
        case .namespaces: .namespaces
        }
    }

    /// Whether nothing can be done without it: of namespaces it is enough to hear of them when a write
    /// fails.
    var isNeeded: Bool { self != .namespaces }

    /// Whether the registry is made of it.
    var isRegistry: Bool { self == .fleets || self == .groups || self == .clusters }

    /// Secrets are never transferred whole, and of namespaces only the annotations matter.
    var form: Form { self == .secrets || self == .namespaces ? .metadata : .whole }
}
