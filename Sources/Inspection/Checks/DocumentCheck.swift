internal import Documents
internal import Fleet
internal import YAML

/// One secret: who gets what of it, which of its layers can win, and what its template needs.
struct DocumentCheck {
    private let entry: SecretEntry
    private let membership: Membership
    /// The layers in the order in which they count, with the clusters that each is for.
    private let layers: [ReachingLayer]
    /// Whether every layer's group is known; where one is not, who gets what is open.
    private let isCertain: Bool
    /// Layers that take effect nowhere, found while walking.
    private var findings: [Finding] = []

    /// A layer and whom it is for.
    private struct ReachingLayer {
        let layer: Layer
        let source: SecretDocument
        let clusters: ClusterSet
    }

    /// `isComplete` says that every file of the secret could be read.
    init(_ entry: SecretEntry, _ membership: Membership, isComplete: Bool) {
        self.entry = entry
        self.membership = membership
        var layers: [ReachingLayer] = []
        var isCertain = isComplete
        for (layer, source) in entry.allLayers {
            guard let clusters = membership.members(of: layer.group) else {
                isCertain = false
                continue
            }
            layers.append(ReachingLayer(layer: layer, source: source, clusters: clusters))
        }
        self.layers = layers
        self.isCertain = isCertain
    }

    consuming func run() -> [Finding] {
        sizes()
        unknownGroups()
        emptyLayers()
        guard isCertain else { return findings }
        var reached = membership.none
        for layer in layers { reached.formUnion(layer.clusters) }
        guard !reached.isEmpty else {
            reachesNobody()
            return findings
        }
        coverage(reached)
        // A cluster that cannot be read may be the one for which a value wins.
        if membership.unreadable.isEmpty { winning() }
        ambiguity()
        return findings
    }

    // MARK: The document itself

    private static let largeSize = 200 << 10

    private mutating func sizes() {
        for document in [entry.document] + entry.parts.values
        where document.file.count > Self.largeSize {
            findings.append(
                Finding(
                    .documentLarge,
                    document.path,
                    nil,
                    "the document has \(document.file.count >> 10) KiB",
                    hint:
                        "above 200 KiB tools that keep a copy in an annotation fail: split it into several Secrets, or move clusters' layers into parts (fleetseal split)"
                )
            )
        }
    }

    private mutating func unknownGroups() {
        for (layer, source) in entry.allLayers {
            let name = layer.group
            let why: String
            if let day = membership.removed[name] {
                why = "which was taken out of the fleet on \(day)"
            } else if membership.members(of: name) == nil, !membership.unreadable.contains(name) {
                why = "which the fleet does not have"
            } else {
                continue
            }
            add(
                .layerGroupUnknown,
                source,
                layer.node["for"] ?? layer.node,
                "a layer is for \(name), \(why)",
                hint:
                    "take the layer out, or name one of: fleetseal group list, fleetseal cluster list"
            )
        }
    }

    private mutating func emptyLayers() {
        for (layer, source) in entry.allLayers where layer.values.isEmpty && layer.remove.isEmpty {
            add(
                .layerEmpty,
                source,
                layer.node,
                "the layer for \(layer.group) neither gives nor removes a key",
                hint:
                    "take it out, or seal a value for it: fleetseal set \(entry.title) KEY --for \(layer.group)"
            )
        }
    }

    private mutating func reachesNobody() {
        // Whatever keeps the groups empty is a finding already, or there are no clusters yet.
        guard !membership.clusters.isEmpty, membership.unreadable.isEmpty,
            !layers.contains(where: { membership.empty.contains($0.layer.group) })
        else { return }
        add(
            .documentReachesNobody,
            entry.document,
            entry.document.spec["layers"] ?? entry.document.spec,
            "\(entry.title) is for no cluster",
            hint:
                "seal a value for a group (fleetseal set \(entry.title) KEY --for GROUP), or take it out (fleetseal rm)"
        )
    }

    // MARK: Who gets what

    /// The clusters that get a key, and those for which a layer took it away on purpose.
    private struct Given {
        var having: ClusterSet
        var lacking: ClusterSet
    }

    private mutating func coverage(_ reached: ClusterSet) {
        var given: [String: Given] = [:]
        let none = membership.none
        for layer in layers {
            for key in layer.layer.remove {
                removeEffect(key, layer, given[key]?.having ?? none)
                given[key]?.having.subtract(layer.clusters)
                given[key]?.lacking.formUnion(layer.clusters)
            }
            for value in layer.layer.values {
                given[value.key, default: Given(having: none, lacking: none)].having
                    .formUnion(layer.clusters)
                given[value.key]?.lacking.subtract(layer.clusters)
            }
        }
        let document = entry.document
        let templateKeys = templates(given, reached)
        for (key, given) in given where !document.optional.contains(key) {
            guard !templateKeys.contains(key), !given.having.isEmpty else { continue }
            let missing = reached.subtracting(given.having).subtracting(given.lacking)
            if !missing.isEmpty { keyMissing(key, missing, of: reached) }
        }
        unknownNames("optional", document.spec["optional"], .optionalKeyUnknown, given)
        unknownNames("template.omit", document.spec["template"]?["omit"], .omitKeyUnknown, given)
    }

    private mutating func removeEffect(
        _ key: String,
        _ layer: ReachingLayer,
        _ having: ClusterSet
    ) {
        guard having.isDisjoint(with: layer.clusters), !layer.clusters.isEmpty else { return }
        let node = layer.layer.node["remove"]?.items.first { $0.equals(key) }
        add(
            .removeWithoutEffect,
            layer.source,
            node ?? layer.layer.node,
            "the layer for \(layer.layer.group) removes \(key), which no layer before it gives to its clusters",
            hint: "take it out of remove, or move the layer behind the one that gives \(key)"
        )
    }

    private mutating func keyMissing(_ key: String, _ missing: ClusterSet, of reached: ClusterSet) {
        guard let first = layers.first(where: { $0.layer.value(key) != nil }) else { return }
        add(
            .keyMissing,
            first.source,
            first.layer.keyNode(key),
            "\(missing.count) of the \(reached.count) clusters of \(entry.title) do not get \(key): \(membership.names(missing))",
            hint:
                "seal a value for them (fleetseal set \(entry.title) \(key) --for GROUP), remove it for them on purpose (remove: [\(key)] in their layer), or list it in spec.optional"
        )
    }

    private mutating func unknownNames(
        _ field: String,
        _ list: Node?,
        _ code: FindingCode,
        _ given: [String: Given]
    ) {
        guard let list else { return }
        for item in list.items where given[item.text] == nil {
            add(
                code,
                entry.document,
                item,
                "spec.\(field) names \(item.text), which no layer gives",
                hint: "take it out, or correct its name"
            )
        }
    }

    /// Findings of the template; gives the keys that it uses.
    private mutating func templates(
        _ given: [String: Given],
        _ reached: ClusterSet
    ) -> Set<String> {
        guard let template = entry.document.template else { return [] }
        var keys: Set<String> = []
        for data in template.data {
            for key in data.template.keys {
                keys.insert(key)
                let missing = given[key].map { reached.subtracting($0.having) } ?? reached
                guard !missing.isEmpty else { continue }
                add(
                    .templateKeyMissing,
                    entry.document,
                    data.node,
                    "spec.template.data.\(data.key) needs \(key), which \(missing.count) of the \(reached.count) clusters do not get: \(membership.names(missing))",
                    hint:
                        "they get nothing of \(entry.title): seal \(key) for them too (fleetseal set \(entry.title) \(key) --for GROUP)"
                )
            }
            for fact in data.template.clusterFacts where fact != "name" {
                templateLabel(fact, data.key, data.node, reached)
            }
        }
        return keys
    }

    private mutating func templateLabel(
        _ label: String,
        _ key: String,
        _ node: Node,
        _ reached: ClusterSet
    ) {
        var missing = membership.none
        for index in reached.indices {
            let labels = membership.clusters[index].cluster.labels
            if !labels.contains(where: { $0.key == label }) { missing.insert(index) }
        }
        guard !missing.isEmpty else { return }
        add(
            .templateLabelMissing,
            entry.document,
            node,
            "spec.template.data.\(key) needs the label \(label), which \(missing.count) of the \(reached.count) clusters do not have: \(membership.names(missing))",
            hint: "they get nothing of \(entry.title): fleetseal cluster label NAME \(label)=VALUE"
        )
    }

    // MARK: Which layers win

    private mutating func winning() {
        var covered: [String: ClusterSet] = [:]
        var hidden: [(layer: ReachingLayer, keys: [String])] = []
        for layer in layers.reversed() where !layer.clusters.isEmpty {
            let values = layer.layer.values.map(\.key)
            let lost = values.filter { covered[$0].map(layer.clusters.isSubset) ?? false }
            let removes = layer.layer.remove.filter {
                !(covered[$0].map(layer.clusters.isSubset) ?? false)
            }
            if !lost.isEmpty {
                let isWhole = lost.count == values.count && removes.isEmpty
                hidden.append((layer, isWhole ? [] : lost))
            }
            for key in values + layer.layer.remove {
                covered[key, default: membership.none].formUnion(layer.clusters)
            }
        }
        for (layer, keys) in hidden.reversed() { neverWins(layer, keys) }
    }

    /// No keys stand for the whole layer.
    private mutating func neverWins(_ layer: ReachingLayer, _ keys: [String]) {
        let group = layer.layer.group
        guard !keys.isEmpty else {
            add(
                .layerNeverWins,
                layer.source,
                layer.layer.node,
                "nothing of the layer for \(group) reaches a cluster: later layers say something else to \(Self.all(layer.clusters.count))",
                hint: "move it behind them if it should win, or take it out"
            )
            return
        }
        for key in keys {
            add(
                .valueNeverWins,
                layer.source,
                layer.layer.keyNode(key),
                "the value of \(key) for \(group) reaches no cluster: later layers say something else to \(Self.all(layer.clusters.count))",
                hint:
                    "move the layer behind them if it should win, or take the value out: fleetseal unset \(entry.title) \(key) --for \(group)"
            )
        }
    }

    private static func all(_ count: Int) -> String {
        count == 1 ? "the only one" : "all \(count)"
    }

    private mutating func ambiguity() {
        let broad = layers.filter { $0.clusters.count > 1 }
        for (index, later) in broad.enumerated() {
            for earlier in broad[..<index] {
                let shared = earlier.clusters.intersection(later.clusters)
                guard !shared.isEmpty, !earlier.clusters.isSubset(of: later.clusters),
                    !later.clusters.isSubset(of: earlier.clusters)
                else { continue }
                let keys = later.layer.values.map(\.key).filter {
                    earlier.layer.value($0) != nil && isOpen($0, shared, after: later)
                }
                if let key = keys.first { ambiguous(earlier, later, keys, key, shared) }
            }
        }
    }

    /// Whether some of the clusters get the key from this layer and none after it.
    private func isOpen(_ key: String, _ shared: ClusterSet, after later: ReachingLayer) -> Bool {
        var rest = shared
        var isAfter = false
        for layer in layers {
            if isAfter, layer.layer.value(key) != nil || layer.layer.remove.contains(key) {
                rest.subtract(layer.clusters)
            }
            if layer.layer.group == later.layer.group { isAfter = true }
        }
        return !rest.isEmpty
    }

    private mutating func ambiguous(
        _ earlier: ReachingLayer,
        _ later: ReachingLayer,
        _ keys: [String],
        _ key: String,
        _ shared: ClusterSet
    ) {
        let (left, right) = (earlier.layer.group, later.layer.group)
        add(
            .layersAmbiguous,
            later.source,
            later.layer.keyNode(key),
            "\(left) and \(right) both give \(keys.joined(separator: ", ")) to \(membership.names(shared)), and neither group contains the other: \(right) wins only because it stands later",
            hint:
                "seal it for a group of exactly the clusters that are meant, or for each cluster that is in both"
        )
    }

    private mutating func add(
        _ code: FindingCode,
        _ source: SecretDocument,
        _ node: Node,
        _ message: String,
        hint: String
    ) {
        findings.append(Finding(code, source.path, node.position, message, hint: hint))
    }
}

extension Layer {
    /// Where a value's key stands; its value is on the line below.
    func keyNode(_ key: String) -> Node {
        node["values"]?.entry(key)?.key ?? node
    }
}
