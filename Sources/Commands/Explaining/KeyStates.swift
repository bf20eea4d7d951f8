internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import Sealing

/// The states of the group keys that values are sealed to; reads only the groups concerned.
struct KeyStates {
    private let states: [String: [KeyID: String]]

    init(of explanation: Explanation, _ registry: Registry) throws {
        var states: [String: [KeyID: String]] = [:]
        for item in explanation.given where states[item.decision.group] == nil {
            let group = item.decision.group
            guard let found = try registry.groupIfAny(group)?.document else { continue }
            states[group] = Dictionary(
                found.keys.map { key in
                    (
                        key.id,
                        registry.trust.isRevoked(key.publicKey) ? "revoked" : key.state.rawValue
                    )
                },
                uniquingKeysWith: { first, _ in first }
            )
        }
        self.states = states
    }

    /// The state of the key that a value is sealed to; `unknown` if its group does not have it.
    func state(_ statement: Statement) -> String? {
        guard let value = statement.value else { return nil }
        return states[statement.group]?[value.sealed.key] ?? "unknown"
    }
}
