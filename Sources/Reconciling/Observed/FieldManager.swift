/// One entry of a Secret's `managedFields`, reduced to what we want to know.
package struct FieldManager: Hashable, Sendable {
    package let manager: String
    /// Whether it owns its fields by server-side apply.
    package let isApply: Bool
    /// The keys below `data` that it owns.
    package let keys: [String]
    /// Those of `type` and `immutable` that it owns.
    package let fields: [String]
    /// Those of our labels and annotations that it owns.
    package let marks: [String]

    package init(
        manager: String,
        isApply: Bool,
        keys: [String],
        fields: [String],
        marks: [String]
    ) {
        self.manager = manager
        self.isApply = isApply
        self.keys = keys
        self.fields = fields
        self.marks = marks
    }
}

extension Contents {
    /// What the entries of `managedFields` prove about contents that we applied as `manager`.
    ///
    /// Every write takes the fields that it changes away from all other entries, and a field that is
    /// removed leaves all entries. So if our entry has exactly the keys that our mark lists, and the
    /// marks, and nobody else has a field that matters which is not ours as well, then the contents
    /// are as we wrote them. Whoever pretends to be our manager can forge this; whoever can do that
    /// can write the Secret anyway.
    package init(_ entries: [FieldManager], appliedBy manager: String, marks: SecretMarks) {
        let ours = entries.filter { $0.manager == manager && $0.isApply }
        guard ours.count == 1, let entry = ours.first, let keys = marks.keys, marks.digest != nil,
            Set(entry.keys) == Set(keys),
            [SecretMarks.managed, SecretMarks.secret, SecretMarks.digest, SecretMarks.values]
                .allSatisfy(entry.marks.contains)
        else {
            let others = entries.filter { $0.manager != manager || !$0.isApply }
            self = .suspect(by: Self.writers(others))
            return
        }
        let writers = entries.filter { $0 != entry && $0.hasMore(than: entry) }.map(\.manager)
        self = writers.isEmpty ? .asWritten : .suspect(by: Self.unique(writers))
    }

    /// Who wrote any of the contents.
    static func writers(_ entries: [FieldManager]) -> [String] {
        unique(entries.filter { !$0.keys.isEmpty || !$0.fields.isEmpty }.map(\.manager))
    }

    private static func unique(_ names: [String]) -> [String] {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension FieldManager {
    /// Whether it owns something that matters and that `entry` does not own.
    fileprivate func hasMore(than entry: FieldManager) -> Bool {
        let marks = marks.filter { $0 != SecretMarks.breakGlass }
        return !Set(keys).isSubset(of: entry.keys) || !Set(fields).isSubset(of: entry.fields)
            || !Set(marks).isSubset(of: entry.marks)
    }
}
