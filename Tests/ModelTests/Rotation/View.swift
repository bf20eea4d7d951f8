/// What an agent is shown of the registry: each object as it is, as it was, or not at all.
///
/// Objects of one commit come to a cluster one by one and in any order; so every mixture is possible.
struct View: Hashable, Sendable {
    enum Sight: CaseIterable, Sendable {
        case asItIs
        /// As it was when the delivery fell behind.
        case asItWas
        /// Not delivered yet, or taken away by mistake.
        case missing
    }

    /// The cluster's own object.
    ///
    /// Without it the registry is an empty one to the agent, which is another event.
    var cluster = Sight.asItIs
    var groups: [Sight]

    /// All of `tip` that is seen, given what there was at some time before.
    func registry(_ tip: Registry, before: Registry?, for owner: Int) -> Registry {
        var seen = tip
        if cluster == .asItWas, let before { seen.showCluster(owner, of: before) }
        for (group, sight) in groups.enumerated() {
            switch sight {
            case .asItIs: break
            case .asItWas: if let before { seen.showGroup(group, of: before) }
            case .missing: seen.hide(group)
            }
        }
        return seen
    }

    /// Every mixture but the whole of the tip.
    static func all(groups: Int, before: Bool) -> [View] {
        let sights = Sight.allCases.filter { before || $0 != .asItWas }
        var views = sights.filter { $0 != .missing }.map { View(cluster: $0, groups: []) }
        for _ in 0..<groups {
            views = views.flatMap { view in
                sights.map { View(cluster: view.cluster, groups: view.groups + [$0]) }
            }
        }
        return views.filter { $0.cluster != .asItIs || $0.groups.contains { $0 != .asItIs } }
    }
}

extension View: CustomStringConvertible {
    var description: String {
        let own: [(String, Sight)] = [("its cluster", cluster)]
        let all = own + groups.enumerated().map { (Names.group($0.offset), $0.element) }
        return all.compactMap { name, sight in
            switch sight {
            case .asItIs: nil
            case .asItWas: "\(name) as it was"
            case .missing: "no \(name)"
            }
        }.joined(separator: " and ")
    }
}
