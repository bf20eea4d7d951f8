internal import Documents
internal import Files

/// The clusters of both sides and the groups that they say they are in.
///
/// Membership is what the signed cluster documents list, as the agent sees it; the lines of
/// `sealedTo`, which no signature covers, would let a dropped line make a reach look smaller.
struct Roster: Sendable {
    /// The clusters of one side.
    struct Side: Sendable {
        /// By place in `names`; nothing where this side has no such cluster.
        fileprivate(set) var sketches: [ClusterSketch?]
        fileprivate(set) var groups: [String: ClusterSet] = [:]
        fileprivate(set) var present: ClusterSet
        private var labelled: [String: ClusterSet] = [:]
        private let none: ClusterSet

        init(_ sketches: [ClusterSketch?]) {
            self.sketches = sketches
            none = ClusterSet(of: sketches.count)
            present = none
            for (index, sketch) in sketches.enumerated() {
                guard let sketch else { continue }
                present.insert(index)
                for group in sketch.groups { groups[group, default: none].insert(index) }
                for label in sketch.labels.keys { labelled[label, default: none].insert(index) }
            }
        }

        func members(_ group: String) -> ClusterSet { groups[group] ?? none }

        /// The clusters that have a label.
        func having(_ label: String) -> ClusterSet { labelled[label] ?? none }
    }

    /// All clusters that either side has, sorted by bytes.
    let names: [String]
    let index: [String: Int]
    let base: Side
    let tip: Side
    /// Files of clusters that nobody changed and that cannot be read.
    let unreadable: [String]

    /// `broken` are clusters whose new file cannot be read: their agents keep to what was before.
    init(_ base: PlanSide, _ tip: PlanSide, changed: Set<String>, broken: Set<String>) {
        let (before, after) = (Self.clusters(base), Self.clusters(tip))
        names = Set(before.keys).union(after.keys)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let jobs = names.map { (name: $0, before: before[$0], after: after[$0]) }
        let read = Workers.map(jobs) { job -> (ClusterSketch?, ClusterSketch?, String?) in
            func sketch(_ side: PlanSide, _ path: String?) -> ClusterSketch? {
                path.flatMap { try? side.bytes($0) }.flatMap { ClusterSketch($0) }
            }
            guard let path = job.after, job.before != nil, !changed.contains(path) else {
                let old = sketch(base, job.before)
                return (old, broken.contains(job.name) ? old : sketch(tip, job.after), nil)
            }
            let same = sketch(tip, path)
            return (same, same, same == nil && !Self.isTombstone(tip, path) ? path : nil)
        }
        self.base = Side(read.map(\.0))
        self.tip = Side(read.map(\.1))
        unreadable = read.compactMap(\.2)
        var moved = ClusterSet(of: names.count)
        var relabelled: [Int] = []
        for (index, (old, new, _)) in read.enumerated() {
            if old?.groups != new?.groups { moved.insert(index) }
            guard let new else { continue }
            if let old, old.labels != new.labels { relabelled.append(index) }
        }
        self.moved = moved
        self.relabelled = relabelled
    }

    /// Clusters of both sides whose labels differ.
    let relabelled: [Int]
    /// Clusters whose groups differ, or that only one side has.
    let moved: ClusterSet

    /// Clusters that the new side does not have any more.
    var gone: ClusterSet { base.present.subtracting(tip.present) }

    /// Clusters of both sides for which a label differs.
    func relabelled(_ label: String) -> ClusterSet {
        var found = ClusterSet(of: names.count)
        for index in relabelled
        where base.sketches[index]?.labels[label] != tip.sketches[index]?.labels[label] {
            found.insert(index)
        }
        return found
    }

    /// What cannot be read although nobody changed it.
    var alarms: [PlanStatement] {
        unreadable.map { path in
            PlanStatement(
                "unreadable",
                danger: true,
                path,
                "\(path), which does not change, cannot be read: no reach below counts this cluster",
                path: path
            )
        }
    }

    /// Groups that some cluster joins or leaves, also those of clusters that come or go.
    var disputed: Set<String> {
        var groups: Set<String> = []
        for index in moved.indices {
            let before = base.sketches[index]?.groups ?? []
            let after = tip.sketches[index]?.groups ?? []
            groups.formUnion(before.symmetricDifference(after))
        }
        return groups
    }

    /// How many clusters either side has, tombstones left out.
    var count: Int {
        var all = base.present
        all.formUnion(tip.present)
        return all.count
    }

    /// The names of some clusters, sorted.
    func names(_ set: ClusterSet) -> [String] { set.indices.map { names[$0] } }

    private static func clusters(_ side: PlanSide) -> [String: String] {
        var found: [String: String] = [:]
        for path in side.paths where path.hasPrefix(Place.clusters + "/") {
            if case .cluster(let name)? = try? Place(path: path) { found[name] = path }
        }
        return found
    }

    private static func isTombstone(_ side: PlanSide, _ path: String) -> Bool {
        guard let bytes = try? side.bytes(path),
            let (cluster, _) = try? DocumentFile.cluster(bytes, at: path)
        else { return false }
        return cluster.removed != nil
    }
}
