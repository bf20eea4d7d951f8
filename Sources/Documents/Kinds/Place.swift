/// Where a file stands in a fleet's repository, which says what must be in it.
package enum Place: Hashable, Sendable {
    case fleet
    case cluster(String)
    case group(String)
    case secret(namespace: String, name: String)
    /// A part of a secret: only the layer for one cluster.
    case part(namespace: String, name: String, cluster: String)

    package static let clusters = "keys/clusters"
    package static let groups = "keys/groups"
    package static let secrets = "secrets"

    /// The place of a path relative to the root; nothing if no document belongs there.
    package init(path: String) throws(DocumentError) {
        guard path != FleetDocument.path else {
            self = .fleet
            return
        }
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 3, let stem = parts.last.flatMap(Self.stem) else {
            throw Self.misplaced(path)
        }
        if parts.count == 3, parts[0] == "keys" {
            guard Names.isLabel(stem) else {
                throw DocumentError(
                    path,
                    nil,
                    "read file: \(stem.escapedForMessage) is not a name of a cluster or group",
                    hint: "names have 1 to 63 of a-z 0-9 - and do not start or end with -",
                    kind: .place
                )
            }
            switch parts[1] {
            case "clusters": self = .cluster(stem)
            case "groups": self = .group(stem)
            default: throw Self.misplaced(path)
            }
        } else if parts[0] == Self.secrets {
            self = try Self.secret(path, namespace: parts[parts.count - 2], stem: stem)
        } else {
            throw Self.misplaced(path)
        }
    }

    /// Where `fleetseal` writes a document of this place if it is new.
    ///
    /// `folder` is `secrets` or below.
    package func path(in folder: String = Place.secrets) -> String {
        switch self {
        case .fleet: FleetDocument.path
        case .cluster(let name): "\(Self.clusters)/\(name).yaml"
        case .group(let name): "\(Self.groups)/\(name).yaml"
        case .secret(let namespace, let name): "\(folder)/\(namespace)/\(name).yaml"
        case .part(let namespace, let name, let cluster):
            "\(folder)/\(namespace)/\(name)@\(cluster).yaml"
        }
    }

    private static func secret(
        _ path: String,
        namespace: String,
        stem: String
    ) throws(DocumentError) -> Place {
        let halves = stem.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard halves.count <= 2, Names.isLabel(namespace), Names.isSubdomain(halves[0]),
            halves.count == 1 || Names.isLabel(halves[1])
        else {
            throw DocumentError(
                path,
                nil,
                "read file: the path does not end in NAMESPACE/NAME.yaml or NAMESPACE/NAME@CLUSTER.yaml",
                hint: "the last two parts of a path under secrets name the Secret",
                kind: .place
            )
        }
        return halves.count == 1
            ? .secret(namespace: namespace, name: halves[0])
            : .part(namespace: namespace, name: halves[0], cluster: halves[1])
    }

    private static func stem(_ file: String) -> String? {
        file.hasSuffix(".yaml") ? String(file.dropLast(5)) : nil
    }

    private static func misplaced(_ path: String) -> DocumentError {
        DocumentError(
            path,
            nil,
            "read file: no document of a fleet belongs here",
            hint:
                "fleetseal.yaml, keys/clusters/NAME.yaml, keys/groups/NAME.yaml, secrets/**/NAMESPACE/NAME.yaml",
            kind: .place
        )
    }
}
