internal import Documents
internal import Files
package import Fleet
internal import Sealing

/// Compares two states of a repository.
///
/// Only changed files are parsed, and of the registry what they need.
package struct PlanBuilder {
    let base: PlanSide
    let tip: PlanSide
    let paths: ChangedPaths
    private let changed: [String]
    private let anchor: TrustAnchor
    var plan = Plan()

    package init(
        from base: PlanSide,
        to tip: PlanSide,
        changed: [String],
        anchor: TrustAnchor
    ) {
        self.base = base
        self.tip = tip
        self.changed = changed
        self.anchor = anchor
        paths = ChangedPaths(changed) { tip.has($0) }
    }

    /// The plan.
    package func build() -> Plan {
        var builder = self
        builder.compare()
        return builder.plan
    }

    private mutating func compare() {
        let (base, tip) = (base, tip)
        let fleet = Pair(FleetDocument.path, base, tip) { (bytes) throws(DocumentError) in
            try DocumentFile.fleet(bytes)
        }
        let clusters = Workers.map(paths.clusters) { ClusterFile.pair($0, base, tip) }
        let groups = Workers.map(paths.groups) { GroupFile.pair($0, base, tip) }
        let broken = Set(clusters.filter { $0.new.reason != nil }.map { PathName.stem($0.path) })
        let roster = Roster(base, tip, changed: Set(paths.clusters), broken: broken)

        plan.changedFiles = changed.count
        plan.clusters = roster.names
        plan.clusterCount = roster.count
        plan.groups = roster.tip.groups
        var registry = RegistryComparison(fleet, anchor: anchor)
        if paths.hasFleet { registry.compareFleet() }
        for pair in groups { registry.compare(pair, listed: roster) }
        for pair in clusters { registry.compare(pair, listed: roster) }
        if registry.changesJudges { registry.judgeUnchanged(tip, except: Set(changed)) }
        let secrets = SecretPairs(base: base, tip: tip)
        let pairs = secrets.read(changed: paths.secrets)
        let concerned = concernedGroups(pairs)
        for group in concerned.values { registry.judge(group) }
        registry.finish(roster, tip)

        plan.alarms = registry.alarms + paths.alarms + roster.alarms + pairs.flatMap(\.alarms)
        plan.registry = registry.statements
        compare(pairs, concerned, roster)
        let membership = MembershipEffects(
            roster: roster,
            pairs: secrets,
            edited: Set(pairs.map(\.title.description))
        )
        plan.effects += membership.effects()
        plan.others = paths.others
        sayRest(registry.touched)
    }

    private mutating func compare(
        _ pairs: [SecretPair],
        _ groups: [String: GroupDocument],
        _ roster: Roster
    ) {
        let computation = EffectComputation(roster: roster)
        // Agents keep what they have of a document that they cannot read.
        let readable = pairs.filter { $0.new != nil || $0.alarms.isEmpty }
        let results = Workers.map(readable) { pair in
            let shape = ShapeComparison(pair: pair)
            let values = ValueComparison(
                pair: pair,
                roster: roster,
                groups: groups
            )
            let effects = computation.effects(
                title: pair.title.description,
                from: pair.old,
                to: pair.new,
                changesForm: shape.changesForm,
                on: roster.tip.present
            )
            return (shape: shape.statements, values: values.changes, effects: effects)
        }
        plan.shape = results.flatMap(\.shape)
        plan.values = results.flatMap(\.values)
        plan.effects = results.flatMap(\.effects)
    }

    /// The groups that changed values are sealed to, as the new side has them.
    private func concernedGroups(_ pairs: [SecretPair]) -> [String: GroupDocument] {
        var names: Set<String> = []
        for pair in pairs {
            for (layer, _) in pair.new?.allLayers ?? [] { names.insert(layer.group) }
        }
        let tip = tip
        let read = Workers.map(names.sorted()) { GroupFile.read($0, tip) }
        var found: [String: GroupDocument] = [:]
        for group in read { if let group { found[group.name] = group } }
        return found
    }

    /// Nothing that changed goes unsaid.
    private mutating func sayRest(_ touched: Set<String>) {
        var said = touched.union(plan.statements.compactMap(\.path)).union(plan.values.map(\.path))
        said.formUnion(plan.statements.map(\.subject))
        let ours = (paths.hasFleet ? [FleetDocument.path] : []) + paths.clusters + paths.groups
        for path in ours where !said.contains(path) {
            plan.registry.append(Self.nothingElse(path, "signature, epoch, comments or layout"))
        }
        for path in paths.secrets where !said.contains(path) {
            plan.shape.append(Self.nothingElse(path, "comments, order of keys or layout"))
        }
    }

    private static func nothingElse(_ path: String, _ what: Phrase) -> PlanStatement {
        PlanStatement(
            "says-the-same",
            path,
            "\(path) says the same as before: only \(what) change",
            path: path
        )
    }
}
