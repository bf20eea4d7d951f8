import Sealing
import TestSupport

@testable import Fleet

/// Sealed values of `pay/db`, for groups of two keys each.
final class MergeSeals {
    private let keys = [PrivateKey.random().publicKey, PrivateKey.random().publicKey]
    private var made = 0

    var active: KeyID { keys[1].id }

    /// A new value, sealed to the older key or the newer one.
    func value(_ group: Int, _ key: String, newer: Bool = false) -> String {
        made += 1
        return sealed("value \(made)", group, key, ValueID.random(), newer ? 1 : 0)
    }

    /// The same value, as it says of itself, sealed to another key.
    func again(_ text: String, _ group: Int, _ key: String, newer: Bool = true) throws -> String {
        let id = try SealedValue(parsing: text).id
        return sealed("value 0", group, key, id, newer ? 1 : 0)
    }

    private func sealed(_ text: String, _ group: Int, _ key: String, _ id: ValueID, _ index: Int)
        -> String
    {
        let binding = Binding(
            fleet: "f",
            scope: .strict,
            group: "g\(group)",
            namespace: "pay",
            name: "db",
            key: key,
            value: id
        )
        var scratch = SecretScratch()
        let bytes = SecretBytes(text)
        return SealedValue.seal(
            bytes.bytes,
            to: keys[index],
            binding: binding,
            id: id,
            scratch: &scratch
        ).text
    }

    /// Broad groups have low numbers and contain all that follow; the newer key is active.
    func knowledge(same: @escaping (String, String) -> Bool = { _, _ in false }) -> MergeKnowledge {
        let active = active
        return MergeKnowledge(
            activeKey: { _ in active },
            relation: { one, two in one < two ? .before : .after },
            isSame: { same($0.sealed.text, $1.sealed.text) }
        )
    }
}
