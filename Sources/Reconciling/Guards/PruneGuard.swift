internal import Sealing

/// The guard over what goes from one source: what has no document, and what went lately.
package struct PruneGuard: Sendable {
    /// Secrets whose document is gone.
    package private(set) var orphans: Set<SecretName> = []
    /// Secrets of the source that are there, orphans included.
    package private(set) var owned: Set<SecretName> = []
    /// When others went, without anybody having acknowledged it.
    private var gone: [Duration] = []
    /// Names the orphans in one word, until they change.
    private var token: String?

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
        let isChange =
            isOwned && isOrphan
            ? orphans.insert(name).inserted : orphans.remove(name) != nil
        if isChange { token = nil }
    }

    /// Notes that one was deleted.
    mutating func deleted(_ name: SecretName, at now: Duration, acknowledged: Bool) {
        note(name, isOwned: false, isOrphan: false)
        if !acknowledged { gone.append(now) }
    }

    /// Whether the orphans may go; a source without revisions has its orphans' names for one.
    mutating func verdict(
        _ limit: PruneLimit,
        revision: String?,
        acknowledged: Set<String>,
        at now: Duration
    ) -> Verdict {
        gone.removeAll { now - $0 >= limit.window }
        let going = orphans.count + gone.count
        let total = owned.count + gone.count
        guard !orphans.isEmpty, limit.isExceeded(by: going, of: total) else { return .free }
        let token = revision ?? currentToken()
        return acknowledged.contains(token)
            ? .acknowledged : .blocked(token: token, gone: going, of: total)
    }

    private mutating func currentToken() -> String {
        if let token { return token }
        let digest = Hash.digest("fleetseal/agent/prune/v1") { input in
            for name in orphans.sorted() { input.append(name.description) }
        }
        let made = "set-\(Base32.encode(digest.bytes.prefix(10)))"
        token = made
        return made
    }
}
