internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// What a cluster gets of a Secret that is for it, as far as can be told without opening it.
struct Delivery {
    /// What stands under a key of the Secret: alike if it is alike.
    enum Content: Hashable {
        case value(ValueID)
        /// A text of the template, the values that it uses, and labels that differ from before.
        case made(String, [ValueID], labels: [String])
    }

    /// By key of the Secret: templates are in it, and what only feeds them is not.
    let contents: [String: Content]
    /// Why it gets none of it, if it does not.
    let obstacle: Obstacle?

    /// `relabelled` are labels whose values differ from those of the delivery to compare with.
    init(
        _ winners: [Resolution.Winner],
        _ template: SecretTemplate?,
        hasLabel: (String) -> Bool,
        relabelled: Set<String>,
        lock: (_ value: LayerValue, _ group: String) -> Obstacle?
    ) {
        let ids = Dictionary(winners.map { ($0.key, $0.value.id) }) { first, _ in first }
        var contents = ids.mapValues { Content.value($0) }
        for data in template?.data ?? [] {
            contents[data.key] = .made(
                data.node.text,
                data.template.keys.compactMap { ids[$0] },
                labels: data.template.clusterFacts.filter(relabelled.contains)
            )
        }
        for key in template?.omit ?? [] { contents[key] = nil }
        self.contents = contents
        obstacle = Obstacle.first(
            winners.lazy.map { ($0.value, $0.layer.group) },
            template,
            hasKey: { ids[$0] != nil },
            hasLabel: hasLabel,
            lock: lock
        )
    }
}
