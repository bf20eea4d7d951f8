/// What CI makes of a publication, step by step as the real one does.
struct Judgement {
    enum Step: Hashable {
        case none
        case waiting
        /// Sides that cannot both be right; a person has to look.
        case disagreement(String)
        /// A next key to write, if it is new, and lines for group keys.
        case take(Int?, [Int])
        case promote(from: Int, to: Int)
    }

    let registry: Registry
    let cluster: Int
    let bounds: Bounds
    let guards: Guards

    func step(_ publication: Publication) -> Step {
        if let why = disagreement(publication) { return .disagreement(why) }
        guard let active = registry.key(.active, of: cluster) else {
            return .disagreement("no active key")
        }
        let next = registry.key(.next, of: cluster)
        guard Int(publication.active) == active || isRetiredTrusted(publication) else {
            return .waiting
        }
        let offered = publication.nextKey
        if offered == nil, next == nil { return .none }
        guard needed(publication).allSatisfy({ isProven($0, publication) }) else { return .waiting }
        guard let next else {
            guard let offered,
                !guards.contains(.freshKeys) || registry.state(offered, of: cluster) == .absent
            else { return .waiting }
            return .take(offered, lines(publication))
        }
        guard offered == next else { return .waiting }
        let absent = lines(publication).filter { groupKey in
            registry.line(groupKey, to: next, of: cluster) != publication.line(groupKey)
        }
        guard absent.isEmpty || !guards.contains(.linesBeforeDrop) else {
            return .take(nil, absent)
        }
        return .promote(from: active, to: next)
    }

    /// Group keys that the cluster has to be able to open.
    private func needed(_ publication: Publication) -> [Int] {
        bounds.groupKeys.filter { groupKey in
            guard registry.isMember(cluster, of: Registry.group(ofKey: groupKey)) else {
                return false
            }
            let state = registry.state(ofGroupKey: groupKey)
            guard state == .active || state == .retired else { return false }
            return guards.contains(.proofsOfTip) || publication.line(groupKey) != .none
        }
    }

    private func isProven(_ groupKey: Int, _ publication: Publication) -> Bool {
        if publication.line(groupKey) != .none && publication.isProven { return true }
        guard !guards.contains(.proofs) else { return false }
        return registry.line(groupKey, to: publication.newest, of: cluster) != .none
            || publication.line(groupKey) != .none
    }

    /// Lines that may be taken over.
    private func lines(_ publication: Publication) -> [Int] {
        needed(publication).filter { publication.line($0) != .none }
    }

    private func disagreement(_ publication: Publication) -> String? {
        if guards.contains(.signatures), !publication.isSigned { return "not signed" }
        let own = registry.state(Int(publication.active), of: cluster)
        if own != .active && own != .next {
            let active = registry.key(.active, of: cluster)
            let isBehind = active != nil && active == publication.nextKey && own == .retired
            guard isBehind && guards.contains(.patience) || isRetiredTrusted(publication) else {
                return "another key"
            }
        }
        if own == .next, guards.contains(.notice) { return "the registry went back" }
        if guards.contains(.counters), !isInOrder(publication) { return "out of order" }
        if guards.contains(.endorsements), publication.nextKey != nil, !publication.isEndorsed {
            return "nobody vouches for the next key"
        }
        return nil
    }

    private func isRetiredTrusted(_ publication: Publication) -> Bool {
        !guards.contains(.retiredKeys)
            && registry.state(Int(publication.active), of: cluster) == .retired
    }

    private func isInOrder(_ publication: Publication) -> Bool {
        let last = registry.taken(cluster)
        guard last.counter > 0 else { return true }
        if publication.mark.counter == last.counter { return publication.mark == last }
        guard publication.mark.counter > last.counter else { return false }
        return publication.mark.counter > last.counter + 1 || publication.previous == last
    }
}
