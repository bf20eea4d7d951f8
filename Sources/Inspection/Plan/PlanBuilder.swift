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
    private let untracked: Set<String>
    private let anchor: TrustAnchor
    var plan = Plan()

    /// `untracked` are files of the new side that Git does not have, though it had them.
    package init(
        from base: PlanSide,
        to tip: PlanSide,
        changed: [String],
        untracked: Set<String> = [],
        anchor: TrustAnchor
    ) {
        self.base = base
        self.tip = tip
        self.changed = changed
        self.untracked = untracked
        self.anchor = anchor
        paths = ChangedPaths(changed, rendered: RenderedFolders(tip.paths)) { tip.has($0) }
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
        let access = AccessComparison(
            fleet,
            roster,
            changed: Set(paths.groups + paths.clusters),
            named: Self.groups(of: pairs),
            base: base,
            tip: tip
        )
        for name in Self.groups(of: pairs, \.new).sorted() {
            if let group = access.groups[name] { registry.judge(group) }
        }
        registry.finish(roster, tip)

        plan.alarms = registry.alarms + paths.alarms + roster.alarms + pairs.flatMap(\.alarms)
        plan.alarms += untrackedFiles
        plan.registry = registry.statements
        let edited = Set(pairs.map(\.title.description))
        compare(pairs, access, roster, UnchangedValues(secrets, except: edited))
        let membership = MembershipEffects(
            roster: roster,
            access: access,
            pairs: secrets,
            edited: edited
        )
        plan.effects += membership.effects()
        plan.outages = Outages(plan).statements
        plan.others = paths.others
        sayRest(registry.touched, pairs)
    }

    private mutating func compare(
        _ pairs: [SecretPair],
        _ access: AccessComparison,
        _ roster: Roster,
        _ unchanged: UnchangedValues
    ) {
        let computation = EffectComputation(roster: roster, access: access)
        let everybody = roster.base.present.union(roster.tip.present)
        // Agents keep what they have of a document that they cannot read.
        let readable = pairs.filter { $0.new != nil || $0.alarms.isEmpty }
        let earlier = Self.earlier(pairs, unchanged)
        let results = Workers.map(readable) { pair in
            let misplaced = Self.misplaced(pair, earlier)
            let shape = ShapeComparison(pair: pair, misplaced: misplaced)
            let values = ValueComparison(
                pair: pair,
                roster: roster,
                groups: access.groups,
                misplaced: misplaced
            )
            let effects = computation.effects(
                title: pair.title.description,
                from: pair.old,
                to: pair.new,
                changesForm: shape.changesForm,
                misplaced: Set(misplaced.keys),
                on: everybody
            )
            return (shape: shape.statements, values: values.changes, effects: effects)
        }
        plan.shape = results.flatMap(\.shape)
        plan.values = results.flatMap(\.values)
        plan.effects = results.flatMap(\.effects)
    }

    /// Where sealed values were that the new side has at places where they were not.
    private static func earlier(
        _ pairs: [SecretPair],
        _ unchanged: UnchangedValues
    ) -> SealedPlaces {
        var earlier = SealedPlaces(pairs.compactMap(\.old))
        var unknown: Set<ValueID> = []
        for (layer, _) in pairs.flatMap({ $0.new?.allLayers ?? [] }) {
            for value in layer.values where !earlier.has(value.id) { unknown.insert(value.id) }
        }
        for entry in unchanged.entries(having: unknown) { earlier.add(entry) }
        return earlier
    }

    /// Values that were sealed for another place, with where they stood before.
    private static func misplaced(
        _ pair: SecretPair,
        _ earlier: SealedPlaces
    ) -> [ItemPlace: SealedPlace] {
        var found: [ItemPlace: SealedPlace] = [:]
        for place in pair.new.map(SealedPlace.all) ?? [] {
            if let origin = earlier.origin(of: place) { found[place.item] = origin }
        }
        return found
    }

    /// The groups for which both sides of some secrets have layers.
    private static func groups(of pairs: [SecretPair]) -> Set<String> {
        groups(of: pairs, \.old).union(groups(of: pairs, \.new))
    }

    private static func groups(
        of pairs: [SecretPair],
        _ side: KeyPath<SecretPair, SecretEntry?>
    ) -> Set<String> {
        var names: Set<String> = []
        for pair in pairs {
            for (layer, _) in pair[keyPath: side]?.allLayers ?? [] { names.insert(layer.group) }
        }
        return names
    }

    /// What is here and in no commit or clone to come.
    private var untrackedFiles: [PlanStatement] {
        changed.filter { untracked.contains($0) && base.has($0) && tip.has($0) }.map { path in
            PlanStatement(
                "untracked",
                danger: true,
                path,
                "\(path) is taken out of Git, though it is still here: no commit or clone will have it",
                path: path
            )
        }
    }

    /// Nothing that changed goes unsaid.
    private mutating func sayRest(_ touched: Set<String>, _ pairs: [SecretPair]) {
        var said = touched.union(plan.statements.compactMap(\.path)).union(plan.values.map(\.path))
        said.formUnion(plan.statements.map(\.subject))
        // The statement about a move names both.
        said.formUnion(
            pairs.filter { $0.new != nil }.compactMap(\.old?.document.path)
                .filter { !tip.has($0) }
        )
        let ours = (paths.hasFleet ? [FleetDocument.path] : []) + paths.clusters + paths.groups
        for path in ours where !said.contains(path) {
            plan.registry.append(nothingElse(path, "signature, epoch, comments or layout"))
        }
        for path in paths.secrets where !said.contains(path) {
            plan.shape.append(nothingElse(path, "comments, order of keys or layout"))
        }
    }

    private func nothingElse(_ path: String, _ what: Phrase) -> PlanStatement {
        let phrase: Phrase
        switch (base.has(path), tip.has(path)) {
        case (_, false): phrase = "\(path) goes; what it said is said by other files"
        case (false, true): phrase = "\(path) is new; what it says was said by other files"
        case (true, true):
            let isSame = (try? base.bytes(path)).flatMap { $0 } == (try? tip.bytes(path))
            phrase =
                isSame
                ? "\(path) is the same as before, byte for byte: only its mode changes"
                : "\(path) says the same as before: only \(what) change"
        }
        return PlanStatement("says-the-same", path, phrase, path: path)
    }
}
