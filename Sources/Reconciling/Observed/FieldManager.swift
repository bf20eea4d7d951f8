/// One entry of a Secret's `managedFields`, reduced to what we want to know.
package struct FieldManager: Hashable, Sendable {
    package let manager: String
    /// Whether it owns its fields by server-side apply.
    package let isApply: Bool
    /// The keys below `data` that it owns.
    package let keys: [String]
    /// Whether it owns `type`, `immutable` or `data` as a whole.
    package let ownsMore: Bool
    /// Those of our labels and annotations that it owns.
    package let marks: [String]

    package init(
        manager: String,
        isApply: Bool,
        keys: [String],
        ownsMore: Bool,
        marks: [String]
    ) {
        self.manager = manager
        self.isApply = isApply
        self.keys = keys
        self.ownsMore = ownsMore
        self.marks = marks
    }
}

extension Contents {
    /// What the entries of `managedFields` prove about contents that we applied as `manager`.
    ///
    /// Every write moves the fields that it changes to its own entry, and a field that is removed
    /// leaves all entries. So if our entry has exactly the keys that our mark lists, and the marks,
    /// and nobody else has a field that matters, then the contents are as we wrote them. Whoever
    /// pretends to be our manager can forge this; whoever can do that can write the Secret anyway.
    package init(_ entries: [FieldManager], appliedBy manager: String, marks: SecretMarks) {
        let ours = entries.filter { $0.manager == manager && $0.isApply }
        let others = entries.filter { $0.manager != manager || !$0.isApply }
        let writers = others.filter { !$0.keys.isEmpty || $0.ownsMore || !$0.marks.isEmpty }
        let required = [
            SecretMarks.managed, SecretMarks.secret, SecretMarks.digest, SecretMarks.values,
        ]
        guard writers.isEmpty, ours.count == 1, let entry = ours.first, let keys = marks.keys,
            marks.digest != nil, Set(entry.keys) == Set(keys),
            required.allSatisfy(entry.marks.contains)
        else {
            self = .suspect(by: Self.unique(writers.map(\.manager)))
            return
        }
        self = .asWritten
    }

    /// Who wrote any of the contents.
    static func writers(_ entries: [FieldManager]) -> [String] {
        unique(entries.filter { !$0.keys.isEmpty || $0.ownsMore }.map(\.manager))
    }

    private static func unique(_ names: [String]) -> [String] {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
