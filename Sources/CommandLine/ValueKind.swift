/// What an argument or an option's value stands for: decides what the shell completes, and for a
/// choice what is accepted.
package enum ValueKind: Hashable, Sendable {
    /// Free text; nothing is completed.
    case text
    /// The name of a cluster of the fleet.
    case cluster
    /// The name of a group, among them each cluster's group of one.
    case group
    /// A document as `namespace/name`.
    case document
    /// The name of an operator.
    case operatorName
    /// A path of a file.
    case file
    /// A path of a folder.
    case folder
    /// One of a few words; anything else is a usage error.
    case choice([String])
}

extension ValueKind {
    /// What the completion scripts call the kinds whose names only the fleet knows.
    static let named: [(word: String, kind: ValueKind)] = [
        ("cluster", .cluster), ("group", .group), ("document", .document),
        ("operator", .operatorName),
    ]

    /// The word for `self` in `__complete WORD`, nil for kinds that the shell completes itself.
    var word: String? {
        Self.named.first { $0.kind == self }?.word
    }
}
