internal import Documents
internal import Files
internal import Fleet

/// Which secrets that nobody edited change because clusters came or went, or because of their groups,
/// labels or keys.
struct MembershipEffects: Sendable {
    let roster: Roster
    let access: AccessComparison
    let pairs: SecretPairs
    /// Secrets with changed files: they are compared whole.
    let edited: Set<String>

    /// Texts of which a file must hold one, or else it is not worth parsing.
    ///
    /// A name could also be spelled with escapes, which need a backslash.
    private var marks: [[UInt8]] {
        var marks = roster.disputed.map { Array($0.utf8) }
        if !roster.relabelled.isEmpty { marks.append(Array("cluster.".utf8)) }
        marks += access.keys.map { Array("\($0):".utf8) }
        marks.append([UInt8(ascii: "\\")])
        return marks
    }

    func effects() -> [SecretEffect] {
        var clusters = roster.moved.union(access.clusters)
        for index in roster.relabelled { clusters.insert(index) }
        guard !clusters.isEmpty else { return [] }
        let files = Dictionary(grouping: pairs.tip.paths) { SecretPairs.title($0) ?? "" }
            .filter { !$0.key.isEmpty && !edited.contains($0.key) }
        let jobs = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (title: $0.key, paths: $0.value) }
        let (computation, marks) = (EffectComputation(roster: roster, access: access), marks)
        let found = clusters
        return Workers.map(jobs) { job -> [SecretEffect] in
            guard isConcerned(job.paths, marks), let entry = pairs.unchanged(job.title, job.paths)
            else { return [] }
            return computation.effects(
                title: job.title,
                from: entry,
                to: entry,
                changesForm: false,
                on: found
            )
        }.flatMap { $0 }
    }

    /// Parts count by their names: a new cluster may have some already.
    private func isConcerned(_ paths: [String], _ marks: [[UInt8]]) -> Bool {
        if paths.count > 1 { return true }
        guard let path = paths.first, let bytes = try? pairs.tip.bytes(path) else { return false }
        return marks.contains { bytes.contains(bytes: $0) }
    }
}
