package import Documents
internal import Sealing
internal import YAML

/// What one cluster gets of one secret, opened: the contents of the Kubernetes Secret.
package struct OpenedSecret: ~Copyable {
    /// A key of the Secret, with where its value lies.
    package struct Item: Sendable {
        package let key: String
        package let count: Int
        fileprivate let range: Range<Int>
        fileprivate let isRendered: Bool
    }

    private var opened = SecretArena()
    private var rendered = SecretArena()
    /// Sorted by the bytes of their keys.
    package private(set) var items: [Item] = []

    /// The Secret that Kubernetes takes at most.
    package static let limit = 1 << 20

    /// A value, for as long as `self` is borrowed.
    @_lifetime(borrow self)
    package borrowing func value(_ item: Item) -> RawSpan {
        item.isRendered ? rendered.bytes(item.range) : opened.bytes(item.range)
    }

    /// Opens the winning values of a secret and renders its template, or nothing of it.
    package init(
        _ entry: SecretEntry,
        on cluster: Vouched<ClusterDocument>,
        registry: Registry,
        keyring: Keyring
    ) throws {
        let resolution = Resolution(entry, on: cluster.document)
        guard resolution.applies else {
            throw FleetError(
                "open \(entry.title) for \(cluster.name): none of its layers is for this cluster",
                hint:
                    "its layers are for \(entry.allLayers.map(\.layer.group).joined(separator: ", "))",
                path: entry.document.path
            )
        }
        var ranges: [String: Range<Int>] = [:]
        for winner in resolution.winners {
            ranges[winner.key] = try Opening(winner, entry, registry).open(keyring, into: &opened)
        }
        let omitted = Set(entry.document.template?.omit ?? [])
        items = ranges.map {
            Item(key: $0.key, count: $0.value.count, range: $0.value, isRendered: false)
        }
        try render(entry.document, ranges, cluster.document)
        items.removeAll { omitted.contains($0.key) }
        items.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let total = items.reduce(0) { $0 + $1.count }
        guard total <= Self.limit else {
            throw FleetError(
                "open \(entry.title) for \(cluster.name): its values have \(total) bytes, Kubernetes takes 1 MiB",
                hint: "split it into several Secrets",
                path: entry.document.path
            )
        }
    }

    private mutating func render(
        _ document: SecretDocument,
        _ ranges: [String: Range<Int>],
        _ cluster: ClusterDocument
    ) throws {
        let labels = cluster.labelTable
        for data in document.template?.data ?? [] {
            do throws(TemplateError) {
                let range = try data.template.render(
                    values: opened,
                    key: { ranges[$0] },
                    cluster: { $0 == "name" ? cluster.name : labels[$0] },
                    into: &rendered
                )
                items.append(
                    Item(key: data.key, count: range.count, range: range, isRendered: true)
                )
            } catch {
                throw DocumentError(
                    document.path,
                    data.node.position,
                    "render spec.template.data.\(data.key) for \(cluster.name): \(error)",
                    hint: error.hint
                )
            }
            // Before it fills the memory: a template can hold many large ones.
            guard rendered.count <= Self.limit else {
                throw DocumentError(
                    document.path,
                    data.node.position,
                    "render spec.template.data.\(data.key) for \(cluster.name): the templates come to more than 1 MiB",
                    hint: "split it into several Secrets"
                )
            }
        }
    }
}
