internal import Kubernetes

/// One of the sets of objects that the agent follows.
struct WatchedSet: Hashable, Sendable {
    /// What the objects are.
    enum Kind: CaseIterable, Sendable {
        case fleets, groups, clusters, documents, secrets, namespaces
    }

    let kind: Kind
    /// Only those in this namespace; all of them if absent.
    var namespace: String?

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

    /// Whether the registry is made of it.
    var isRegistry: Bool { self == .fleets || self == .groups || self == .clusters }

    /// Secrets are never transferred whole, and of namespaces only the annotations matter.
    var form: Form { self == .secrets || self == .namespaces ? .metadata : .whole }
}
