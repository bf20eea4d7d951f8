internal import Documents
internal import Sealing

/// All that the agent knows: documents, Secrets, namespaces and sources, and what was tried.
///
/// A plain value. Whoever holds it tells it what happened and asks, Secret by Secret, for a
/// `Decision`; what it is told returns the Secrets for which the answer may be another now.
package struct Inventory: Sendable {
    package let policy: Policy
    /// Why nothing at all may be touched, such as a cluster that is not in the registry.
    package private(set) var hold: Problem?
    /// The revisions, or sets of Secrets, that people allowed to go.
    package private(set) var acknowledged: Set<String> = []

    var sources: [SourceID: SourceState] = [:]
    var guards: [SourceID: PruneGuard] = [:]
    /// Those that name a Secret, in the order in which they claim it.
    var documents: [SecretName: [DesiredDocument]] = [:]
    var places: [DocumentID: SecretName] = [:]
    var secrets: [SecretName: ObservedSecret] = [:]
    var memories: [SecretName: Memory] = [:]
    var namespaces: [String: ObservedNamespace] = [:]
    /// Whether the first list of all Secrets is there: then what is not known is absent.
    var hasListed = false

    /// Nothing is known of `sources` yet, so nothing of theirs can go.
    package init(policy: Policy, sources: [SourceID]) {
        self.policy = policy
        for source in sources { add(source) }
    }

    // MARK: What is there

    /// Every Secret that is seen or named by a document.
    package var names: Set<SecretName> { Set(documents.keys).union(secrets.keys) }

    /// How many documents there are.
    package var documentCount: Int { places.count }

    /// The documents that name a Secret.
    package func documents(for name: SecretName) -> [DesiredDocument] { documents[name] ?? [] }

    /// What is known about a Secret.
    package func observed(_ name: SecretName) -> ObservedSecret {
        secrets[name] ?? (hasListed ? .absent : .unknown)
    }

    /// What is remembered about a Secret.
    package func memory(_ name: SecretName) -> Memory { memories[name] ?? Memory() }

    /// What is known about a source, if it is one of ours.
    package func state(of source: SourceID) -> SourceState? { sources[source] }

    func serves(_ name: SecretName) -> Bool {
        policy.namespaces?.contains(name.namespace) ?? true
    }

    // MARK: Sources

    /// A source is configured; nothing is known of it yet.
    package mutating func add(_ source: SourceID) {
        guard sources[source] == nil else { return }
        sources[source] = .unknown(Problem(.sourceUnknown, "\(source) was not read yet"))
        guards[source] = PruneGuard()
    }

    /// A source is not configured any more: its documents go, and its Secrets stay until another
    /// source claims them.
    package mutating func forget(_ source: SourceID) -> Set<SecretName> {
        var affected: Set<SecretName> = []
        for id in places.keys.filter({ $0.source == source }) {
            affected.formUnion(drop(id))
        }
        affected.formUnion(guards[source]?.owned ?? [])
        sources[source] = nil
        guards[source] = nil
        return affected
    }

    /// A source could not be read, or not in full: what is known of it stays in force.
    package mutating func unknown(_ source: SourceID, _ why: Problem) -> Set<SecretName> {
        turn(source, to: .unknown(why))
    }

    /// A source has changed, and is fully read.
    package mutating func update(
        _ source: SourceID,
        put: [DesiredDocument],
        remove: [DocumentID] = [],
        revision: String?
    ) -> Set<SecretName> {
        var affected: Set<SecretName> = []
        for id in remove { affected.formUnion(drop(id)) }
        for document in put { affected.formUnion(self.put(document)) }
        affected.formUnion(turn(source, to: .complete(revision: revision)))
        return affected
    }

    /// A source was read anew: `documents` are all that it has.
    package mutating func replace(
        _ source: SourceID,
        _ documents: [DesiredDocument],
        revision: String?
    ) -> Set<SecretName> {
        let kept = Set(documents.map(\.id))
        let gone = places.keys.filter { $0.source == source && !kept.contains($0) }
        return update(source, put: documents, remove: gone, revision: revision)
    }

    /// One document of a source is there or has changed; says nothing about the others.
    package mutating func put(_ document: DesiredDocument) -> Set<SecretName> {
        precondition(sources[document.id.source] != nil, "a document of a source of ours")
        var affected: Set<SecretName> = []
        if let old = places[document.id], old != document.name {
            affected.formUnion(drop(document.id))
        }
        guard serves(document.name) else { return affected }
        var document = document
        if case .wanted(let secret) = document.state, let refusal = policy.refusal(of: secret) {
            document.state = .refused(refusal)
        }
        var all = documents[document.name] ?? []
        if let known = all.first(where: { $0.id == document.id }), known.isSame(as: document) {
            return affected
        }
        places[document.id] = document.name
        all.removeAll { $0.id == document.id }
        all.insert(document, at: all.firstIndex { document.id < $0.id } ?? all.endIndex)
        documents[document.name] = all
        memories[document.name]?.succeeded()
        affected.insert(document.name)
        affected.formUnion(refresh(document.name))
        return affected
    }

    /// One document of a source is gone for certain; says nothing about the others.
    package mutating func remove(_ id: DocumentID) -> Set<SecretName> { drop(id) }

    private mutating func drop(_ id: DocumentID) -> Set<SecretName> {
        guard let name = places.removeValue(forKey: id) else { return [] }
        documents[name]?.removeAll { $0.id == id }
        if documents[name]?.isEmpty ?? false { documents[name] = nil }
        memories[name]?.succeeded()
        return refresh(name).union([name])
    }

    /// Lets orphans go that people allowed to, as they are now.
    mutating func acknowledgeOrphans(of source: SourceID) {
        guard case .complete(let revision) = sources[source] else { return }
        guards[source]?.acknowledge(acknowledged, revision: revision)
    }

    private mutating func turn(_ source: SourceID, to state: SourceState) -> Set<SecretName> {
        guard let old = sources[source], old != state else { return [] }
        sources[source] = state
        let kept = guards[source] ?? PruneGuard()
        switch (old, state) {
        case (.complete, .complete): return kept.orphans
        case (.unknown, .unknown): return []
        default: return kept.owned
        }
    }

    /// The cluster's or a group's keys changed: what could not be opened is tried again.
    package mutating func tryOpeningAgain() -> Set<SecretName> {
        var affected: Set<SecretName> = []
        for (name, memory) in memories {
            guard case .cannotOpen = memory.failure else { continue }
            memories[name]?.succeeded()
            affected.insert(name)
        }
        return affected
    }

    /// Nothing may be touched, or everything again.
    package mutating func hold(_ why: Problem?) -> Set<SecretName> {
        guard hold != why else { return [] }
        hold = why
        return names
    }

    /// People allow what a token names to go.
    package mutating func acknowledge(_ tokens: Set<String>) -> Set<SecretName> {
        guard acknowledged != tokens else { return [] }
        acknowledged = tokens
        for source in sources.keys { acknowledgeOrphans(of: source) }
        return guards.values.reduce(into: []) { $0.formUnion($1.orphans) }
    }
}
