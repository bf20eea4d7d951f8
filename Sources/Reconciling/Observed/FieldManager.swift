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

extension FieldManager {
    /// Whether it owns something that matters and that `entry` does not own.
    func hasMore(than entry: FieldManager) -> Bool {
        let marks = marks.filter { $0 != SecretMarks.breakGlass }
        return !Set(keys).isSubset(of: entry.keys) || !Set(fields).isSubset(of: entry.fields)
            || !Set(marks).isSubset(of: entry.marks)
    }
}
