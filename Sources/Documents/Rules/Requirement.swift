internal import YAML

/// What a rule wants clusters to get: keys of one Secret.
package struct Requirement: Sendable {
    /// Which clusters; nothing means all of them.
    package let selector: LabelSelector?
    package let namespace: String
    package let name: String
    package let keys: [String]

    /// How people name the Secret: `kube-system/registry`.
    package var title: String { "\(namespace)/\(name)" }

    init(_ require: Fields, clusters rule: Fields) throws(DocumentError) {
        try require.allowOnly(["secret", "keys"])
        let select = try rule.fields("select")
        guard try rule.flag("all") ? select == nil : select != nil && rule.node["all"] == nil
        else {
            throw rule.failure(
                rule.node,
                "read \(rule.place): a rule with require has exactly one of select and all: true",
                hint: "select: {matchLabels: {env: production}} or all: true"
            )
        }
        selector = try select.map { (found) throws(DocumentError) in try LabelSelector(found) }
        let title = try require.text("secret", "NAMESPACE/NAME of a Secret") { text in
            Self.halves(text) != nil
        }
        (namespace, name) = Self.halves(title) ?? ("", "")
        let keys = try require.limitedTexts("keys", "a key of a Secret", where: Names.isItemKey)
        guard let keys else {
            throw require.failure(
                require.node,
                "read \(require.place): the field keys is missing"
            )
        }
        self.keys = keys
    }

    /// Whether a cluster has to get the keys.
    package func selects(labels: [String: String]) -> Bool {
        selector?.matches(labels) ?? true
    }

    private static func halves(_ text: String) -> (namespace: String, name: String)? {
        // By scalars: a mark that combines with the slash would make one character of both.
        let parts = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        guard parts.count == 2, Names.isLabel(parts[0]), Names.isSubdomain(parts[1]) else {
            return nil
        }
        return (parts[0], parts[1])
    }
}
