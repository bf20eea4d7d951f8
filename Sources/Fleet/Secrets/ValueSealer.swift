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
        _ registry: Registry,
        group: Vouched<GroupDocument>,
        title: SecretStore.Title,
        scope: Scope
    ) throws {
        guard let active = group.activeKey else {
            throw FleetError(
                "seal to group \(group.name): none of its keys is active",
                hint: "fleetseal group rekey \(group.name)",
                path: group.path
            )
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
            values.sealed(range, to: key) { binding(for: $0) }
        }.flatMap { $0 }
    }

    private func binding(for key: String) -> Binding {
        Binding(
            fleet: fleet,
            scope: scope,
            group: group,
            namespace: title.namespace,
            name: title.name,
            key: key,
            value: ValueID.random()
        )
    }
}
