internal import Documents
internal import Sealing

extension Inventory {
    /// All Secrets of the target were listed: what is not among them is not there.
    package mutating func list(_ found: [SecretName: LiveSecret]) -> Set<SecretName> {
        var affected = listed(Set(found.keys))
        for (name, live) in found { affected.formUnion(observe(name, .present(live))) }
        return affected
    }

    /// The same, where each of them was observed before: all that are not among `names` are not there.
    package mutating func listed(_ names: Set<SecretName>) -> Set<SecretName> {
        var affected: Set<SecretName> = hasListed ? [] : Set(documents.keys)
        for name in secrets.keys where !names.contains(name) {
            affected.formUnion(observe(name, .absent))
        }
        hasListed = true
        return affected
    }

    /// A Secret was seen, read, or seen to be gone.
    package mutating func observe(_ name: SecretName, _ secret: ObservedSecret) -> Set<SecretName> {
        guard serves(name) else { return [] }
        let old = secrets[name]
        guard let new = merged(old, secret), new != old else { return [] }
        return store(name, new).union([name])
    }

    /// A Secret was seen to be deleted; an older one of that name, if it is back already.
    package mutating func observeDeletion(of name: SecretName, uid: String) -> Set<SecretName> {
        guard secrets[name]?.last?.version.uid ?? uid == uid else { return [] }
        return observe(name, .absent)
    }

    /// A namespace was seen, or seen to be gone.
    package mutating func observe(
        namespace: String,
        _ state: ObservedNamespace
    ) -> Set<SecretName> {
        guard namespaces[namespace] != state else { return [] }
        namespaces[namespace] = state
        let affected = documents.keys.filter { $0.namespace == namespace }
        for name in affected { memories[name]?.succeeded() }
        return Set(affected)
    }

    /// What comes in is older than, the same as, or newer than what is known.
    private func merged(_ old: ObservedSecret?, _ new: ObservedSecret) -> ObservedSecret? {
        guard case .present(let before) = old, case .present(var after) = new,
            before.version.uid == after.version.uid
        else { return new }
        if before.version == after.version {
            // The same version, perhaps with less known about it.
            if case .read = after.contents { return new }
            return old
        }
        if before.isNewer(than: after) { return nil }
        if before.writtenAt != nil, after.writtenAt != before.writtenAt,
            after.contents == .asWritten
        {
            // Somebody who calls itself by our name wrote after us.
            after.contents = .suspect(by: [])
        }
        if after.contents == .asWritten {
            after.type = before.type
            after.immutable = before.immutable
        }
        return .present(after)
    }

    /// Keeps what is known about a Secret, and the books of the guards.
    mutating func store(_ name: SecretName, _ secret: ObservedSecret) -> Set<SecretName> {
        let before = secrets[name]?.last?.marks?.document?.source
        if case .absent = secret, hasListed {
            secrets[name] = nil
            if documents[name] == nil { memories[name] = nil }
        } else {
            secrets[name] = secret
            // Copies of equal digests share their memory, others do not.
            if let seen = secret.last?.marks?.digest, seen == memories[name]?.written {
                memories[name]?.written = seen
            }
        }
        let after = secret.last?.marks?.document?.source
        if let before, before != after {
            guards[before]?.note(name, isOwned: false, isOrphan: false)
        }
        return refresh(name)
    }

    /// Brings the books of the guards up to date; returns those that may go now and might not before.
    mutating func refresh(_ name: SecretName) -> Set<SecretName> {
        guard let marks = secrets[name]?.last?.marks, let source = marks.document?.source else {
            return []
        }
        let isOrphan = isOrphan(name, marks)
        if !isOrphan { memories[name]?.orphanedAt = nil }
        guards[source]?.note(name, isOwned: true, isOrphan: isOrphan)
        guard guards[source]?.opens(policy.prune) ?? false else { return [] }
        return guards[source]?.orphans ?? []
    }

    /// Whether a Secret of ours has no document here any more and shall not stay.
    func isOrphan(_ name: SecretName, _ marks: SecretMarks) -> Bool {
        marks.deletion == .delete && documents(for: name).allSatisfy(\.isNotForThisCluster)
    }
}
