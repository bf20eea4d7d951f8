package import Fleet
package import Git
package import Sealing

/// The commits that changed a Secret's values, the newest first.
package struct ValueLog: Sendable {
    /// What one commit did.
    package struct Entry: Sendable {
        package let commit: Commit
        package let changes: [Change]
    }

    /// What became of one value, or of what stands around the values.
    package enum Change: Hashable, Sendable {
        case added(group: String, key: String, ValueID)
        case changed(group: String, key: String, from: ValueID, to: ValueID)
        /// The same value under other bytes: usually for another key of its group.
        case resealed(group: String, key: String, ValueID, to: KeyID)
        case removed(group: String, key: String, ValueID)
        /// The layer takes away what broader layers say.
        case hidden(group: String, key: String)
        /// It does so no longer.
        case shown(group: String, key: String)
        /// A field beside the layers: `template`, `scope`, `type`…
        case setting(String)
        case layersReordered
        /// The file is not one that this version can read.
        case unreadable(path: String)

        package var isReseal: Bool { if case .resealed = self { true } else { false } }
    }

    package let entries: [Entry]

    /// Reads the history back from a commit.
    ///
    /// With a key, only what concerns it counts. Re-seals are left out unless asked for.
    package init(
        of title: SecretStore.Title,
        key: String? = nil,
        from start: Commit,
        in repository: Repository,
        reseals: Bool = false,
        limit: Int = .max
    ) throws {
        let locator = SecretLocator(title, in: repository)
        let reader = StoredSecretReader(repository)
        var entries: [Entry] = []
        try HistoryWalk(repository) { try locator.files(of: $0) }.run(from: start) {
            commit,
            files,
            before in
            let now = try reader.read(files)
            var changes: [Change]?
            // What a merge has from one of its parents is not its own doing.
            for parent in before.isEmpty ? [[]] : before {
                let found = Self.changes(from: try reader.read(parent), to: now)
                changes = changes.map { $0.filter(found.contains) } ?? found
            }
            let wanted = (changes ?? []).filter { change in
                (reseals || !change.isReseal) && (key == nil || change.key == key)
            }
            if !wanted.isEmpty { entries.append(Entry(commit: commit, changes: wanted)) }
            return entries.count < limit
        }
        self.entries = entries
    }

    private static func changes(from old: StoredSecret, to new: StoredSecret) -> [Change] {
        let places = Set(old.values.keys).union(new.values.keys)
        var changes: [Change] = places.compactMap { place in
            let (group, key) = (place.group, place.key)
            switch (old.values[place], new.values[place]) {
            case (nil, let value?): return .added(group: group, key: key, value.id)
            case (let value?, nil): return .removed(group: group, key: key, value.id)
            case (let before?, let after?) where before.id != after.id:
                return .changed(group: group, key: key, from: before.id, to: after.id)
            case (let before?, let after?) where before != after:
                return .resealed(group: group, key: key, after.id, to: after.key)
            default: return nil
            }
        }
        changes += new.removals.subtracting(old.removals).map {
            .hidden(group: $0.group, key: $0.key)
        }
        changes += old.removals.subtracting(new.removals).map {
            .shown(group: $0.group, key: $0.key)
        }
        changes.sort { $0.order.lexicographicallyPrecedes($1.order) }
        let fields = Set(old.settings.keys).union(new.settings.keys)
        changes += fields.sorted().filter { old.settings[$0] != new.settings[$0] }
            .map { .setting($0) }
        let (before, after) = (Set(old.layers), Set(new.layers))
        if old.layers.filter(after.contains) != new.layers.filter(before.contains) {
            changes.append(.layersReordered)
        }
        return changes
            + new.unreadable.filter { !old.unreadable.contains($0) }
            .map { .unreadable(path: $0) }
    }
}

extension ValueLog.Change {
    /// The key that it is about, if it is about one.
    package var key: String? { place?.key }
    /// The group whose layer it is in, if it is about a value.
    package var group: String? { place?.group }

    private var place: (group: String, key: String)? {
        switch self {
        case .added(let group, let key, _), .changed(let group, let key, _, _),
            .resealed(let group, let key, _, _), .removed(let group, let key, _),
            .hidden(let group, let key), .shown(let group, let key):
            (group, key)
        case .setting, .layersReordered, .unreadable: nil
        }
    }

    /// By key, then by group.
    fileprivate var order: [UInt8] {
        Array((key ?? "").utf8) + [0] + Array((group ?? "").utf8)
    }
}
