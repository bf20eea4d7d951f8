package import Documents
internal import Files
package import Sealing

/// Seals values for one layer of one secret, on all cores.
package struct ValueSealer: Sendable {
    private let fleet: String
    private let group: String
    private let key: PublicKey
    private let scope: Scope
    private let title: SecretStore.Title

    package init(
        _ registry: Registry, group: Vouched<GroupDocument>, title: SecretStore.Title, scope: Scope
    ) throws {
        guard let active = group.activeKey else {
            throw FleetError(
                "seal to group \(group.name): none of its keys is active", hint: "fleetseal group rekey \(group.name)",
                path: group.path)
        }
        fleet = registry.fleet.id
        self.group = group.name
        key = active.publicKey
        self.scope = scope
        self.title = title
    }

    /// Every value sealed under a new id, in order.
    package func seal(_ values: Plaintexts) -> [(key: String, sealed: SealedValue)] {
        Workers.chunks(of: values.items.count) { range in
            var scratch = SecretScratch()
            var sealed: [(key: String, sealed: SealedValue)] = []
            sealed.reserveCapacity(range.count)
            for item in values.items[range] {
                let id = ValueID.random()
                let binding = Binding(
                    fleet: fleet, scope: scope, group: group, namespace: title.namespace,
                    name: title.name, key: item.key, value: id)
                let value = values.withValue(item.range) { plaintext in
                    SealedValue.seal(plaintext, to: key, binding: binding, id: id, scratch: &scratch)
                }
                sealed.append((item.key, value))
            }
            return sealed
        }.flatMap { $0 }
    }
}
