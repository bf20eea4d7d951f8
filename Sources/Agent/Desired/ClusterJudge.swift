internal import Documents
internal import Fleet
internal import Reconciling

/// Says what a document comes to on one cluster, from any thread.
struct ClusterJudge: Sendable {
    private let cluster: ClusterDocument
    private let groups: Set<String>
    private let unknownGroups: [String: Problem]
    private let rules: RuleJudge
    private let source: SourceID
    private let labels: [String: String]

    init(_ registry: ClusterRegistry, source: SourceID) {
        cluster = registry.cluster.document
        groups = Set(cluster.groups)
        unknownGroups = registry.unknownGroups
        rules = RuleJudge(registry.registry.fleet.rules)
        labels = cluster.labelTable
        self.source = source
    }

    /// A document whose Secret stays as it is, for a reason.
    func held(_ group: DocumentFiles.Group, _ problem: Problem) -> DesiredDocument {
        DesiredDocument(DocumentID(source, group.path), group.name, .held(problem))
    }

    /// What stands in a document and in its part.
    func document(
        _ group: DocumentFiles.Group,
        _ bytes: [UInt8],
        _ part: [UInt8]?
    ) -> DesiredDocument {
        let id = DocumentID(source, group.path)
        do {
            let document = try DocumentFile.secret(bytes, at: group.path)
            let parts = try part.map { [try DocumentFile.secret($0, at: group.part ?? "")] } ?? []
            return DesiredDocument(id, group.name, state(try SecretEntry(document, parts: parts)))
        } catch {
            return DesiredDocument(id, group.name, .held(Problem(of: error)))
        }
    }

    /// What a document with its part asks of this cluster.
    func state(_ entry: SecretEntry) -> DesiredDocument.State {
        let layers = entry.layers(in: groups, cluster: cluster.name)
        guard !layers.isEmpty else { return .notForThisCluster }
        if let violation = rules.violations(of: entry).first {
            return .refused(Problem(.ruleViolated, violation.error.description))
        }
        for (layer, _) in layers {
            if let problem = unknownGroups[layer.group] { return .held(problem) }
        }
        let values = Resolution(layers).winners.map {
            DesiredItem($0.value, group: $0.layer.group)
        }
        let name = cluster.name
        let labels = labels
        return .wanted(
            DesiredSecret(entry.document, values: values) { $0 == "name" ? name : labels[$0] }
        )
    }
}
