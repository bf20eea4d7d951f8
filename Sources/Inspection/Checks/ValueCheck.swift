internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// The keys that values are sealed to: the active one of their layer's group, and no other.
struct ValueCheck: Sendable {
    /// The keys of each group, the active one first.
    private let keys: [String: [Key]]

    private struct Key: Sendable {
        let id: KeyID
        let state: KeyState
        /// Members that held it and left.
        let left: [Member]
    }

    init(_ survey: Survey) {
        var keys: [String: [Key]] = [:]
        let groups = survey.groups + survey.clusters.map(\.own)
        for group in groups where group.removed == nil {
            keys[group.name] = group.keys.map { key in
                let isRevoked = survey.review?.isRevoked(key.publicKey) ?? false
                return Key(
                    id: key.id,
                    state: isRevoked ? .revoked : key.state,
                    left: key.rekeyDue
                )
            }.sorted { left, _ in left.state == .active }
        }
        self.keys = keys
    }

    func findings(_ entry: SecretEntry) -> [Finding] {
        var findings: [Finding] = []
        for (layer, source) in entry.allLayers {
            guard let keys = keys[layer.group] else { continue }
            for value in layer.values {
                let key = keys.first { $0.id == value.sealed.key }
                if key?.state == .active || key?.state == .next { continue }
                findings.append(finding(value, layer, source, entry.title, key))
            }
        }
        return findings
    }

    private func finding(
        _ value: LayerValue,
        _ layer: Layer,
        _ source: SecretDocument,
        _ title: String,
        _ key: Key?
    ) -> Finding {
        let what = "the value of \(value.key) for \(layer.group) is sealed to \(value.sealed.key)"
        let code: FindingCode
        let why: String
        let hint: String
        switch key?.state {
        case .retired where key?.left.isEmpty == false:
            code = .rekeyDue
            why =
                "a key that \(key?.left.first?.text ?? "a member") held and left with"
            hint = "somebody who opens \(layer.group) runs: fleetseal reseal \(title)"
        case .retired:
            code = .valueKeyRetired
            why = "a retired key"
            hint = "somebody who opens \(layer.group) runs: fleetseal reseal \(title)"
        case .revoked:
            code = .valueKeyRevoked
            why = "a revoked key, which no reader uses"
            hint =
                "change the value at its source, then: fleetseal set \(title) \(value.key) --for \(layer.group)"
        default:
            code = .valueKeyUnknown
            why = "a key that the group does not have"
            hint =
                "restore the key in the group's file from Git, or set the value again: fleetseal set \(title) \(value.key) --for \(layer.group)"
        }
        return Finding(code, source.path, value.node.position, "\(what), \(why)", hint: hint)
    }
}
