internal import Sealing

/// The guard over what goes from one source: what has no document, and what went lately.
package struct PruneGuard: Sendable {
    /// Secrets whose document is gone.
    package private(set) var orphans: Set<SecretName> = []
    /// Secrets of the source that are there, orphans included.
    package private(set) var owned: Set<SecretName> = []
    /// Orphans that people allowed to go.
    private var excused: Set<SecretName> = []
    /// When others went, without anybody having been asked.
    private var gone: [Duration] = []
    /// When a Secret's document was last seen to be gone.
    private(set) var latest: Duration?
    /// Whether it said so when it was asked last.
    private var isBlocked = false
    /// Names the orphans that are not excused in one word, until they change.
    private var token: String?

    /// What may be done about the orphans of a source.
    package enum Verdict: Hashable, Sendable {
        case free
        /// Too many would go at once; `token` acknowledges it.
        case blocked(token: String, gone: Int, of: Int)
    }

    package init() {}

    /// Notes what became of one Secret.
    mutating func note(_ name: SecretName, isOwned: Bool, isOrphan: Bool) {
        if isOwned { owned.insert(name) } else { owned.remove(name) }
        if isOwned, isOrphan {
            if orphans.insert(name).inserted { token = nil }
        } else if orphans.remove(name) != nil, excused.remove(name) == nil {
            token = nil
        }
    }

    /// Notes when the document of one of them was seen to be gone.
    mutating func wentMissing(at now: Duration) { latest = now }

    /// Notes that one was deleted.
    mutating func deleted(_ name: SecretName, at now: Duration) {
        if !excused.contains(name) { gone.append(now) }
        note(name, isOwned: false, isOrphan: false)
    }

    /// Lets the orphans go if one of `tokens` names them as they are now.
    mutating func acknowledge(_ tokens: Set<String>, revision: String?) {
        guard !tokens.isEmpty, orphans.count > excused.count,
            tokens.contains(revision ?? currentToken())
        else { return }
        excused = orphans
        token = nil
    }

    /// Whether one of the orphans may go; a source without revisions has its orphans' names for one.
    mutating func verdict(
        on name: SecretName? = nil,
        _ limit: PruneLimit,
        revision: String?,
        at now: Duration
    ) -> Verdict {
        if let name, excused.contains(name) { return .free }
        gone.removeAll { now - $0 >= limit.window }
        isBlocked = isExceeded(limit)
        guard isBlocked else { return .free }
        return .blocked(token: revision ?? currentToken(), gone: going, of: total)
    }

    /// Whether it blocked when it was asked last and would not any more.
    mutating func opens(_ limit: PruneLimit) -> Bool {
        guard isBlocked, !isExceeded(limit) else { return false }
        isBlocked = false
        return true
    }

    private var going: Int { orphans.count - excused.count + gone.count }
    private var total: Int { owned.count - excused.count + gone.count }

    private func isExceeded(_ limit: PruneLimit) -> Bool {
        orphans.count > excused.count && limit.isExceeded(by: going, of: total)
    }

    private mutating func currentToken() -> String {
        if let token { return token }
        let digest = Hash.digest("fleetseal/agent/prune/v1") { input in
            for name in orphans.subtracting(excused).sorted() { input.append(name.description) }
        }
        let made = "set-\(Base32.encode(digest.bytes.prefix(10)))"
        token = made
        return made
    }
}
