/// Which clusters a group has, by their labels: Kubernetes' LabelSelector in all its rules.
///
/// All conditions have to hold. One without any is refused, since Kubernetes itself reads it as
/// nothing in one place and everything in another.
package struct LabelSelector: Hashable, Sendable {
    static let lengthLimit = 4_096
    static let requirementLimit = 64
    static let valueLimit = 64
    private static let emptyHint = "to select every cluster use --all (in YAML: all: true)"

    private let equalities: [Equality]
    /// The conditions beside those of `matchLabels`, in the order given.
    package let matchExpressions: [Requirement]

    /// A label that has to have one value.
    private struct Equality: Hashable, Sendable {
        let key: String
        let value: String
    }

    /// The labels that have to have one value each, sorted by the bytes of their keys.
    package var matchLabels: [(String, String)] { equalities.map { ($0.key, $0.value) } }

    /// A selector as a document has it: checks keys, values and limits.
    package init(
        matchLabels: [(String, String)],
        matchExpressions: [Requirement]
    ) throws(SelectorError) {
        guard !matchLabels.isEmpty || !matchExpressions.isEmpty else {
            throw SelectorError(
                "empty: it could mean no cluster or every cluster",
                hint: Self.emptyHint
            )
        }
        guard matchLabels.count + matchExpressions.count <= Self.requirementLimit else {
            throw SelectorError("more than \(Self.requirementLimit) conditions")
        }
        var equalities: [Equality] = []
        for (key, value) in matchLabels {
            let key = try Self.checkedKey(key)
            equalities.append(Equality(key: key, value: try Self.checkedValue(value, of: key)))
        }
        equalities.sort { Self.precedes($0.key, $1.key) }
        for (left, right) in zip(equalities, equalities.dropFirst())
        where Self.areSame(left.key, right.key) {
            throw SelectorError("\(left.key) is given twice")
        }
        self.equalities = equalities
        self.matchExpressions = matchExpressions
    }

    /// Whether a cluster with these labels is selected.
    package func matches(_ labels: [String: String]) -> Bool {
        equalities.allSatisfy { equality in
            Self.value(of: equality.key, in: labels).map { Self.areSame($0, equality.value) }
                ?? false
        } && matchExpressions.allSatisfy { $0.matches(labels) }
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The one text for selectors of the same conditions, in whatever order they were written;
    /// parsing it gives them back.
    package var description: String {
        let conditions =
            equalities.map { (key: $0.key, text: "\($0.key)=\($0.value)") }
            + matchExpressions.map { (key: $0.key, text: $0.description) }
        return conditions.sorted { left, right in
            Self.areSame(left.key, right.key)
                ? Self.precedes(left.text, right.text) : Self.precedes(left.key, right.key)
        }.map(\.text).joined(separator: ",")
    }
}

// Swift compares strings by canonical equivalence, Kubernetes by bytes: U+212A is not "K" here.
extension LabelSelector {
    static func areSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    static func value(of key: String, in labels: [String: String]) -> String? {
        guard let index = labels.index(forKey: key), areSame(labels[index].key, key) else {
            return nil
        }
        return labels[index].value
    }

    static func checkedKey(_ key: String, at offset: Int? = nil) throws(SelectorError) -> String {
        guard LabelSyntax.isKey(key) else {
            throw SelectorError(
                "not a label's key",
                at: offset,
                hint: "letters, digits, - _ . (63 at most), after an optional domain and a slash"
            )
        }
        return key
    }

    static func checkedValue(
        _ value: String,
        of key: String,
        at offset: Int? = nil
    ) throws(SelectorError) -> String {
        guard LabelSyntax.isValue(value) else {
            throw SelectorError(
                "not a label's value (for \(key))",
                at: offset,
                hint: "letters, digits, - _ . (63 at most), a letter or digit at both ends"
            )
        }
        return value
    }
}
