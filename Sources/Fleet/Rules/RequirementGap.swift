package import YAML

/// Clusters that do not get what a rule wants them to get.
package struct RequirementGap: Hashable, Sendable {
    package let rule: String
    /// The rule's place in `fleetseal.yaml`.
    package let position: Position
    /// The Secret, as `kube-system/registry`.
    package let title: String
    /// The Secret's document; absent if there is none.
    package let path: String?
    /// The keys that are missing, in the rule's order.
    package let keys: [String]
    /// The clusters that lack just these keys, sorted by name.
    package let clusters: [String]

    /// What was being done, then why it failed.
    package var message: String {
        let noun = clusters.count == 1 ? "does" : "do"
        return
            "judge \(title) by the rules: \(rule) wants \(keys.shortList) on \(clusters.shortList), which \(noun) not get \(keys.count == 1 ? "it" : "them")"
    }

    /// What to do next.
    package var hint: String {
        path == nil
            ? "there is no such document: fleetseal set \(title) \(keys.first ?? "KEY") --for GROUP makes it"
            : "fleetseal set \(title) \(keys.first ?? "KEY") for a group with \(clusters.count == 1 ? "this cluster" : "these clusters")"
    }
}
