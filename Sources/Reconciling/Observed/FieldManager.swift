/// One entry of a Secret's `managedFields`, reduced to what we want to know.
package struct FieldManager: Hashable, Sendable {
    package let manager: String
    /// Whether it owns its fields by server-side apply.
    package let isApply: Bool
    /// The keys below `data` that it owns.
    package let keys: [String]
    /// Those of `type` and `immutable` that it owns.
    package let fields: [String]
    package let labels: [String]
    package let annotations: [String]

    package init(
        manager: String,
        isApply: Bool,
        keys: [String],
        fields: [String],
        labels: [String],
        annotations: [String]
    ) {
        self.manager = manager
        self.isApply = isApply
        self.keys = keys
        self.fields = fields
        self.labels = labels
        self.annotations = annotations
    }
}

extension FieldManager {
    /// What it owns of our labels and annotations.
    var marks: [String] { (labels + annotations).filter { $0.hasPrefix("fleetseal.dev/") } }

    /// Whether it owns something that matters and that `own` does not own.
    func hasMore(than own: FieldManager) -> Bool {
        let marks = marks.filter { $0 != SecretMarks.breakGlass }
        return !Set(keys).isSubset(of: own.keys) || !Set(fields).isSubset(of: own.fields)
            || !Set(marks).isSubset(of: own.marks)
    }
}

extension [FieldManager] {
    /// All that a manager is sure to own, by an apply or by updates: these are entries of their own.
    ///
    /// If others have changed all keys that an updater had written, API servers take what is left of
    /// its entry for the whole map, and at the next write give it back every key in it, besides
    /// those others. So an update owns only what no other manager owns.
    func all(of manager: String) -> FieldManager {
        // Nearly always nobody else has written.
        if count == 1, let only = first, only.manager == manager { return only }
        let own = filter { $0.manager == manager }
        let others = filter { $0.manager != manager }
        func names(_ part: KeyPath<FieldManager, [String]>) -> [String] {
            let disputed = Set(others.flatMap { $0[keyPath: part] })
            return own.flatMap { entry in
                entry[keyPath: part].filter { entry.isApply || !disputed.contains($0) }
            }
        }
        return FieldManager(
            manager: manager,
            isApply: own.contains(where: \.isApply),
            keys: names(\.keys),
            fields: names(\.fields),
            labels: names(\.labels),
            annotations: names(\.annotations)
        )
    }
}
