package import Documents
internal import YAML

extension RuleJudge {
    /// What clusters lack of what the rules want; `secret` finds a secret by its name.
    ///
    /// A cluster gets the keys whose values win on it and those of the template, less those that the
    /// template leaves out. Tombstones are passed over.
    package func gaps(
        clusters: [ClusterDocument],
        secret: (SecretStore.Title) throws -> SecretEntry?
    ) rethrows -> [RequirementGap] {
        guard !requirements.isEmpty else { return [] }
        let members = clusters.filter { $0.removed == nil }.map { Candidate($0) }
        var gaps: [RequirementGap] = []
        for (rule, requirement) in requirements {
            let title = SecretStore.Title(
                namespace: requirement.namespace,
                name: requirement.name
            )
            let entry = try secret(title)
            var lacking: [[String]: [String]] = [:]
            var delivery = Delivery(entry)
            for member in members where requirement.selects(labels: member.labels) {
                let got = delivery.keys(for: member)
                let missing = requirement.keys.filter { !got.contains($0) }
                if !missing.isEmpty { lacking[missing, default: []].append(member.name) }
            }
            let ordered = lacking.sorted { left, right in
                left.key.lexicographicallyPrecedes(right.key)
            }
            gaps += ordered.map { keys, clusters in
                RequirementGap(
                    rule: rule.name,
                    position: rule.node.position,
                    title: requirement.title,
                    path: entry?.document.path,
                    keys: keys,
                    clusters: clusters.sorted()
                )
            }
        }
        return gaps
    }

    /// A cluster, with what is looked at once for each rule made ready.
    fileprivate struct Candidate {
        let name: String
        let labels: [String: String]
        let groups: Set<String>

        init(_ cluster: ClusterDocument) {
            name = cluster.name
            labels = cluster.labelTable
            groups = Set(cluster.groups)
        }
    }

    /// The keys that clusters get of one secret: worked out once for all clusters with the same layers.
    fileprivate struct Delivery {
        private let entry: SecretEntry?
        private var known: [[Bool]: Set<String>] = [:]

        init(_ entry: SecretEntry?) {
            self.entry = entry
        }

        mutating func keys(for member: Candidate) -> Set<String> {
            guard let entry else { return [] }
            let layers = entry.document.layers.map { member.groups.contains($0.group) }
            if let part = entry.parts[member.name] {
                return Self.keys(entry, layers, part.layers.first)
            }
            if let keys = known[layers] { return keys }
            let keys = Self.keys(entry, layers, nil)
            known[layers] = keys
            return keys
        }

        private static func keys(
            _ entry: SecretEntry,
            _ applies: [Bool],
            _ last: Layer?
        ) -> Set<String> {
            var layers = zip(entry.document.layers, applies).filter(\.1).map(\.0)
            if let last { layers.append(last) }
            guard !layers.isEmpty else { return [] }
            var keys: Set<String> = []
            for layer in layers {
                keys.subtract(layer.remove)
                keys.formUnion(layer.values.map(\.key))
            }
            guard let template = entry.document.template else { return keys }
            return keys.union(template.data.map(\.key)).subtracting(template.omit)
        }
    }
}
