package import Documents
internal import YAML
internal import Sealing

/// What one cluster gets of one secret, opened: the contents of the Kubernetes Secret.
package struct OpenedSecret: ~Copyable {
    private var arena = SecretArena()
    /// Keys, sorted by bytes, with where their value lies.
    package private(set) var items: [(key: String, range: Range<Int>)] = []

    /// The Secret that Kubernetes takes at most.
    package static let limit = 1 << 20

    /// A value, for as long as `self` is borrowed.
    @_lifetime(borrow self)
    package borrowing func value(_ range: Range<Int>) -> RawSpan {
        arena.bytes(range)
    }

    /// Opens the winning values of a secret and renders its template, or nothing of it.
    package init(
        _ entry: SecretEntry, on cluster: Vouched<ClusterDocument>, registry: Registry, keyring: Keyring
    ) throws {
        let resolution = Resolution(entry, on: cluster.document)
        guard resolution.applies else {
            throw FleetError(
                "open \(entry.title) for \(cluster.name): none of its layers is for this cluster",
                hint: "its layers are for \(entry.allLayers.map(\.layer.group).joined(separator: ", "))")
        }
        var ranges: [String: Range<Int>] = [:]
        for winner in resolution.winners {
            ranges[winner.key] = try Opening(winner, entry, registry).open(keyring, into: &arena)
        }
        let opened = ranges
        let labels = cluster.document.labelTable
        for data in entry.document.template?.data ?? [] {
            do {
                ranges[data.key] = try data.template.render(
                    values: opened, in: &arena,
                    cluster: { $0 == "name" ? cluster.name : labels[$0] })
            } catch {
                throw DocumentError(
                    entry.document.path, data.node.position,
                    "render spec.template.data.\(data.key) for \(cluster.name): \(error)", hint: error.hint)
            }
        }
        for key in entry.document.template?.omit ?? [] { ranges[key] = nil }
        items = ranges.map { ($0.key, $0.value) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let total = items.reduce(0) { $0 + $1.range.count }
        guard total <= Self.limit else {
            throw FleetError(
                "open \(entry.title) for \(cluster.name): its values have \(total) bytes, Kubernetes takes 1 MiB",
                hint: "split it into several Secrets", path: entry.document.path)
        }
    }
}
