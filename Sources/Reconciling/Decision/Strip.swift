/// What a merge patch takes off a Secret, which server-side apply cannot: fields of others.
package struct Strip: Hashable, Sendable {
    package var keys: [String] = []
    package var labels: [String] = []
    package var annotations: [String] = []
    /// All of `ownerReferences`: garbage collection would follow any of them.
    package var ownerReferences = false
    package let cause: Cause

    package init(
        keys: [String] = [],
        labels: [String] = [],
        annotations: [String] = [],
        ownerReferences: Bool = false,
        cause: Cause
    ) {
        self.keys = keys
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
        self.cause = cause
    }

    package var isEmpty: Bool {
        keys.isEmpty && labels.isEmpty && annotations.isEmpty && !ownerReferences
    }
}
