package import Sealing

/// Who may have read what: a cluster, an operator, or the holder of one key.
package enum ExposureSubject: Hashable, Sendable {
    case cluster(String)
    case `operator`(String)
    case key(KeyID)

    /// What somebody can be, as the command line says it.
    package enum Kind: String, CaseIterable, Sendable {
        case cluster, `operator`, key
    }

    package var kind: Kind {
        switch self {
        case .cluster: .cluster
        case .operator: .operator
        case .key: .key
        }
    }

    /// How people name it: `cluster us-east-1`.
    package var text: String {
        switch self {
        case .cluster(let name): "cluster \(name)"
        case .operator(let name): "operator \(name)"
        case .key(let id): "key \(id)"
        }
    }
}
