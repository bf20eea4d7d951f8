internal import Sealing

/// The guard over what goes from one source: what has no document, and what went lately.
package struct PruneGuard: Sendable {
    /// Secrets whose document is gone.
    package private(set) var orphans: Set<SecretName> = []
    /// Secrets of the source that are there, orphans included.
    package private(set) var owned: Set<SecretName> = []
    /// When others went, without anybody having acknowledged it.
    private var gone: [Duration] = []

    /// What may be done about the orphans of a source.
    package enum Verdict: Hashable, Sendable {
        case free
        /// Too many would go at once; `token` acknowledges it.
        case blocked(token: String, gone: Int, of: Int)
        case acknowledged
    }

    package init() {}

    /// Notes what became of one Secret.
    mutating func note(_ name: SecretName, isOwned: Bool, isOrphan: Bool) {
        if isOwned { owned.insert(name) } else { owned.remove(name) }
        if isOwned, isOrphan { orphans.insert(name) } else { orphans.remove(name) }
    }

    /// Notes that one was deleted.
    mutating func deleted(_ name: SecretName, at now: Duration, acknowledged: Bool) {
        note(name, isOwned: false, isOrphan: false)
        if !acknowledged { gone.append(now) }
    }

    /// Whether the orphans may go; a source without revisions has its orphans' names for one.
    package func verdict(
        _ limit: PruneLimit,
        revision: String?,
        acknowledged: Set<String>,
        at now: Duration
    ) -> Verdict {
        let lately = gone.count { now - $0 < limit.window }
        let going = orphans.count + lately
        let total = owned.count + lately
        guard !orphans.isEmpty, limit.isExceeded(by: going, of: total) else { return .free }
        let token = revision ?? self.token
        return acknowledged.contains(token)
            ? .acknowledged : .blocked(token: token, gone: going, of: total)
    }

    /// Forgets what went too long ago to count.
    mutating func expire(_ limit: PruneLimit, at now: Duration) {
        gone.removeAll { now - $0 >= limit.window }
    }

    private var token: String {
        let digest = Hash.digest("fleetseal/agent/prune/v1") { input in
            for name in orphans.sorted() { input.append(name.description) }
        }
        return "set-\(Base32.encode(digest.bytes.prefix(10)))"
    }
}
