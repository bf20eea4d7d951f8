internal import Documents
internal import Fleet

/// Who is in which group, in numbers: the clusters that are there, and groups as sets of them.
///
/// A cluster counts as a member where the selectors say so. Where its own signed list says something
/// else there is a finding of its own, and everything that follows from it need not be one too.
struct Membership: Sendable {
    /// Clusters that can be read and are not removed, by name.
    let clusters: [SurveyedCluster]
    /// Groups that can be read and are not removed, those of one included.
    private let members: [String: ClusterSet]
    /// Groups as the clusters' own signed lists have them.
    private let listed: [String: ClusterSet]
    /// Days on which clusters and groups were taken out, by name.
    let removed: [String: String]
    /// Names whose files say nothing.
    let unreadable: Set<String>
    /// Groups whose selectors match no cluster.
    let empty: Set<String>

    init(_ survey: Survey) {
        let clusters = survey.clusters.filter { !$0.isRemoved }
        let candidates = LabelIndex(clusters.map(\.cluster))
        var members: [String: ClusterSet] = [:]
        var listed: [String: ClusterSet] = [:]
        let none = ClusterSet(of: clusters.count)
        for (index, entry) in clusters.enumerated() {
            for group in entry.cluster.groups { listed[group, default: none].insert(index) }
        }
        self.listed = listed
        var removed: [String: String] = [:]
        var empty: Set<String> = []
        for group in survey.groups {
            if let day = group.removed {
                removed[group.name] = day
                continue
            }
            let found = candidates.members(of: group)
            members[group.name] = found
            if found.isEmpty { empty.insert(group.name) }
        }
        for (index, entry) in clusters.enumerated() {
            var own = none
            own.insert(index)
            members[entry.name] = own
        }
        for entry in survey.clusters { removed[entry.name] = entry.cluster.removed }
        self.clusters = clusters
        self.members = members
        self.removed = removed
        self.empty = empty
        unreadable = survey.unreadable
    }

    var none: ClusterSet { ClusterSet(of: clusters.count) }

    /// The clusters of a group; nothing if the fleet has no such group, or what it is cannot be read.
    func members(of group: String) -> ClusterSet? { members[group] }

    /// The clusters whose own signed lists have a group.
    func listed(in group: String) -> ClusterSet { listed[group] ?? none }

    /// At most three names of a set, as messages give them: `eu-1, eu-2, us-1 and 7 more`.
    func names(_ set: ClusterSet) -> String {
        let indices = set.indices
        let shown = indices.prefix(3).map { clusters[$0].name }.joined(separator: ", ")
        return indices.count > 3 ? "\(shown) and \(indices.count - 3) more" : shown
    }
}

/// Finds the clusters of a selector without asking every cluster about every group.
private struct LabelIndex {
    private struct Label: Hashable {
        let key: String
        let value: String
    }

    private let clusters: [(name: String, labels: [String: String])]
    private var having: [Label: ClusterSet] = [:]
    private let all: ClusterSet

    init(_ documents: [ClusterDocument]) {
        clusters = documents.map { ($0.name, $0.labelTable) }
        var all = ClusterSet(of: documents.count)
        let none = all
        for (index, document) in documents.enumerated() {
            all.insert(index)
            for (key, value) in document.labels {
                having[Label(key: key, value: value), default: none].insert(index)
            }
        }
        self.all = all
    }

    func members(of group: GroupDocument) -> ClusterSet {
        var candidates = all
        let none = ClusterSet(of: clusters.count)
        if case .select(let selector) = group.membership {
            for (key, value) in selector.matchLabels {
                candidates.formIntersection(having[Label(key: key, value: value)] ?? none)
            }
        }
        var members = none
        for index in candidates.indices {
            let (name, labels) = clusters[index]
            if group.selects(cluster: name, labels: labels) { members.insert(index) }
        }
        return members
    }
}
