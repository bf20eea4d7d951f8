internal import Documents
package import Sealing

/// Why a cluster gets nothing of a Secret that is for it: its agent gives all of a Secret or nothing.
package enum Obstacle: Hashable, Sendable {
    /// Why a key of a group does not open for a cluster.
    package enum Lock: Hashable, Sendable {
        /// The group has no such key.
        case unknown
        case revoked
        /// No line of it is for a key that the cluster has and that is not revoked.
        case notSealed
    }

    /// `template.data` uses these, which are not there: keys, and labels as `cluster.region`.
    case templateLacks([String])
    /// A value that wins is sealed to a key that the cluster cannot have.
    case locked(group: String, key: KeyID, Lock)
    /// A value that wins was sealed for another place, or for another scope.
    case boundElsewhere(key: String, group: String)

    /// The first thing in the way of what wins on a cluster, in the order in which it is opened.
    ///
    /// `lock` says why a value does not open there, if it does not.
    static func first(
        _ winners: some Sequence<(value: LayerValue, group: String)>,
        _ template: SecretTemplate?,
        hasKey: (String) -> Bool,
        hasLabel: (String) -> Bool,
        lock: (_ value: LayerValue, _ group: String) -> Obstacle?
    ) -> Obstacle? {
        for (value, group) in winners {
            if let obstacle = lock(value, group) { return obstacle }
        }
        for data in template?.data ?? [] {
            let lacking = lacking(data.template, hasKey: hasKey, hasLabel: hasLabel)
            if !lacking.isEmpty { return .templateLacks(lacking) }
        }
        return nil
    }

    /// What a template uses and does not find: keys, then labels.
    static func lacking(
        _ template: Template,
        hasKey: (String) -> Bool,
        hasLabel: (String) -> Bool
    ) -> [String] {
        template.keys.filter { !hasKey($0) }
            + template.clusterFacts.filter { $0 != "name" && !hasLabel($0) }
            .map { "cluster.\($0)" }
    }

    /// `the template lacks debug`.
    package var phrase: Phrase {
        switch self {
        case .templateLacks(let names): "the template lacks \(names: names)"
        case .locked(let group, let key, .unknown): "group \(group) has no key \(key)"
        case .locked(let group, let key, .revoked): "the key \(key) of group \(group) is revoked"
        case .locked(let group, let key, .notSealed):
            "the key \(key) of group \(group) is not sealed to a key that is in use there"
        case .boundElsewhere(let key, let group):
            "the value of \(key) for \(group) was sealed for another place or scope"
        }
    }
}
