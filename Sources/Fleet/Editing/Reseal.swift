internal import Documents
internal import Files
internal import Sealing
internal import Threads
internal import YAML

/// Moves values from superseded group keys to the active ones.
///
/// A value keeps its id: it is the same value, sealed again.
package struct Reseal {
    private let registry: Registry
    private let keyring: Keyring

    package init(_ registry: Registry, keyring: Keyring) {
        self.registry = registry
        self.keyring = keyring
    }

    /// What was done to one file.
    package struct Outcome: Sendable {
        package let path: String
        package let values: Int
    }

    /// Finds what needs it in the secrets given, with the keys for it; opens no value yet.
    package func plan(_ entries: [SecretEntry], only groups: Set<String>? = nil) throws
        -> ResealPlan
    {
        var plan = ResealPlan()
        for entry in entries { try collect(entry, groups, into: &plan) }
        return plan
    }

    /// Seals anew what needs it, a few files at a time, and gives what was done to each file.
    ///
    /// Every value of a file is opened and its binding, scope, group and place checked before anything
    /// of the file is written. `save` is called when so many files are in the work tree, while the
    /// next ones are computed on all cores; `progress` with the number of values so far.
    package func run(
        _ plan: ResealPlan,
        save: () throws -> Void = {},
        progress: (Int) -> Void = { _ in }
    ) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var done = 0
        let batches = plan.batches
        var computed = batches.first.map { plan.sealed($0) } ?? []
        for index in batches.indices {
            var next: [ResealPlan.Sealed] = []
            var failure: (any Error)?
            Self.both {
                if index + 1 < batches.count { next = plan.sealed(batches[index + 1]) }
            } _: {
                do {
                    for result in computed {
                        let file = try result.get()
                        outcomes.append(try write(file))
                        done += file.values
                    }
                    try save()
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            progress(done)
            computed = next
        }
        return outcomes
    }

    /// Seals anew what needs it in the secrets given; nothing is written before all of it is opened.
    ///
    /// `progress` is called with the number of values so far and of all, first with none.
    package func run(
        _ entries: [SecretEntry],
        only groups: Set<String>? = nil,
        progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }
    ) throws -> [Outcome] {
        let plan = try plan(entries, only: groups)
        var files: [ResealPlan.SealedFile] = []
        var done = 0
        progress(done, plan.count)
        for batch in plan.batches {
            for result in plan.sealed(batch) {
                let file = try result.get()
                files.append(file)
                done += file.values
            }
            progress(done, plan.count)
        }
        return try files.map(write)
    }

    private func write(_ file: ResealPlan.SealedFile) throws -> Outcome {
        registry.tree.remember(file.path, file.before)
        try registry.tree.write(file.path, file.after)
        return Outcome(path: file.path, values: file.values)
    }

    /// Runs both at once, or one after the other where there is no second thread.
    private static func both(_ first: () -> Void, _ second: () -> Void) {
        let next = Locked(0)
        SystemThread.together(2) {
            while true {
                let turn = next.withLock { turn in
                    turn += 1
                    return turn
                }
                guard turn <= 2 else { return }
                if turn == 1 { first() } else { second() }
            }
        }
    }

    private func collect(
        _ entry: SecretEntry,
        _ groups: Set<String>?,
        into plan: inout ResealPlan
    ) throws {
        for (layer, source) in entry.allLayers where groups?.contains(layer.group) ?? true {
            guard let group = try registry.groupIfAny(layer.group), let active = group.activeKey
            else { continue }
            for value in layer.values where value.keyID != active.id {
                let opening = Opening(value, in: layer, of: source, entry, registry)
                guard group.keys.contains(where: { $0.id == value.keyID }) else {
                    throw OpeningError(
                        failure: .keyNotHere(sealedTo: value.keyID),
                        title: entry.title,
                        key: value.key,
                        group: layer.group,
                        path: source.path,
                        position: value.node.position
                    )
                }
                plan.add(
                    ResealPlan.Value(
                        node: value.node,
                        sealed: value.sealed,
                        binding: opening.binding,
                        from: try keyring.key(value.keyID, of: group),
                        to: active.publicKey,
                        title: entry.title,
                        key: value.key
                    ),
                    of: source
                )
            }
        }
    }
}
