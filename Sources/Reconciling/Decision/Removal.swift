/// What is taken off a Secret: fields of others, and those of ours that are not wanted any more.
package struct Removal: Hashable, Sendable {
    package var keys: [String] = []
    package var labels: [String] = []
    package var annotations: [String] = []
    /// All of `ownerReferences`: garbage collection would follow any of them.
    package var ownerReferences = false

    package init(
        keys: [String] = [],
        labels: [String] = [],
        annotations: [String] = [],
        ownerReferences: Bool = false
    ) {
        self.keys = keys
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
    }

    package var isEmpty: Bool {
        keys.isEmpty && labels.isEmpty && annotations.isEmpty && !ownerReferences
    }
}
