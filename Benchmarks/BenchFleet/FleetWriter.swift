import Documents
import Files
import Fleet
import Sealing
import YAML

/// Writes a fleet of a given shape with real keys, signatures and sealed values.
struct FleetWriter: Sendable {
    private static let id = "fbenchmarkbenchmarkbe"
    private static let operatorName = "bench"
    private static let day = "2026-01-01"

    private let shape: FleetShape
    private let output: OutputFolder
    private let operatorKey = HeldKey(PrivateKey.random())
    private let clusterKeys: [HeldKey]
    private let groupKeys: [String: HeldKey]

    init(_ shape: FleetShape, in folder: String) {
        self.shape = shape
        output = OutputFolder(path: folder)
        let names = [FleetShape.everyone] + shape.selections.map(\.name)
        let ones = (0..<shape.clusters).map(shape.cluster)
        clusterKeys = Workers.map(ones) { _ in HeldKey(PrivateKey.random()) }
        let all = names + ones
        let keys = Workers.map(all) { _ in HeldKey(PrivateKey.random()) }
        groupKeys = Dictionary(uniqueKeysWithValues: zip(all, keys))
    }

    /// `repository/`, the fleet; `config/fleetseal/`, the operator's identity and the pin; `clusters/`,
    /// the clusters' private keys, and `cluster.key`, that of the first one.
    func write() throws {
        for folder in [
            "repository/keys/clusters", "repository/keys/groups", "repository/secrets",
            "config/fleetseal", "clusters",
        ] {
            try output.makeFolders(folder)
        }
        try writeOperator()
        if let first = clusterKeys.first { try writeKey(first, "cluster.key") }
        try each(Array(0..<shape.clusters)) { index in
            try writeKey(clusterKeys[index], "clusters/\(shape.cluster(index)).key")
        }
        try writeFleet()
        let labels = (0..<shape.clusters).map { shape.labels(of: $0) }
        try each(Array(0..<shape.clusters)) { try writeCluster($0, labels[$0]) }
        try each([nil] + shape.selections) { try writeGroup($0, labels) }
        try each(Array(0..<shape.documents), writeSecret)
    }

    private var signer: Signer { Signer(name: Self.operatorName, key: operatorKey, fleet: Self.id) }

    private func each<Item: Sendable>(
        _ items: [Item],
        _ body: @escaping @Sendable (Item) throws -> Void
    ) throws {
        for result in Workers.map(items, { item in Result { try body(item) } }) { try result.get() }
    }

    private func writeKey(_ key: HeldKey, _ path: String) throws {
        let text = IdentityFile.plain(key.key)
        try UserFile.write(
            output.path + "/" + path,
            text.bytes,
            mode: 0o600,
            mustNotExist: false
        )
    }

    private func writeOperator() throws {
        try writeKey(operatorKey, "config/fleetseal/identity")
        let pin = Pin(
            fleet: Self.id,
            name: "bench",
            operators: [Self.operatorName: operatorKey.key.publicKey]
        )
        try TrustStore(configuration: output.path + "/config/fleetseal").keep(pin)
    }

    private func writeFleet() throws {
        let one = Operator(
            name: Self.operatorName,
            publicKey: operatorKey.key.publicKey,
            opens: .all
        )
        try writeSigned(
            FleetDocument.path,
            [RegistryContent.fleet(name: "bench", id: Self.id, operators: [one])]
        )
    }

    private func writeCluster(_ index: Int, _ labels: [(String, String)]) throws {
        let name = shape.cluster(index)
        let table = Dictionary(uniqueKeysWithValues: labels)
        let groups = shape.selections.filter { table[$0.label] == $0.value }.map(\.name)
        let key = clusterKeys[index].key.publicKey
        let content = RegistryContent.cluster(
            name: name,
            labels: labels,
            groups: [FleetShape.everyone] + groups.sorted() + [name],
            key: key,
            created: Self.day
        )
        let own = RegistryContent.group(
            name: name,
            membership: .cluster(name),
            key: try groupKey(name, members: [index])
        )
        try writeSigned(Place.cluster(name).path(), [content, own])
    }

    private func writeGroup(_ group: FleetShape.Group?, _ labels: [[(String, String)]]) throws {
        let members = labels.indices.filter { index in
            guard let group else { return true }
            return labels[index].contains { $0 == (group.label, group.value) }
        }
        let name = group?.name ?? FleetShape.everyone
        let membership: GroupDocument.Membership =
            try group.map {
                .select(
                    try LabelSelector(matchLabels: [($0.label, $0.value)], matchExpressions: [])
                )
            } ?? .all
        let content = RegistryContent.group(
            name: name,
            membership: membership,
            key: try groupKey(name, members: members)
        )
        try writeSigned(Place.group(name).path(), [content])
    }

    private func groupKey(_ group: String, members: [Int]) throws -> Content {
        let key = try key(of: group)
        var lines: [(line: String, sealed: SealedGroupKey)] = []
        func add(_ member: Member, _ recipient: PublicKey) {
            let sealed = SealedGroupKey.seal(key.key, fleet: Self.id, group: group, to: recipient)
            lines.append((MemberLine.text(member, recipient.id), sealed))
        }
        for index in members {
            add(.cluster(shape.cluster(index)), clusterKeys[index].key.publicKey)
        }
        add(.operator(Self.operatorName), operatorKey.key.publicKey)
        return RegistryContent.groupKey(key.key.publicKey, created: Self.day, lines: lines)
    }

    private func writeSecret(_ index: Int) throws {
        let title = shape.title(of: index)
        var scratch = SecretScratch()
        var layers: [Content] = []
        for (group, keys) in shape.layers(of: index) {
            let recipient = try key(of: group).key.publicKey
            var values: [(String, Content)] = []
            for key in keys {
                let binding = Binding(
                    fleet: Self.id,
                    scope: .strict,
                    group: group,
                    namespace: title.namespace,
                    name: title.name,
                    key: key,
                    value: ValueID.random()
                )
                let plain = "value of \(key) in \(title.name) for \(group)"
                let sealed = unsafe SealedValue.seal(
                    plain.utf8.span.bytes,
                    to: recipient,
                    binding: binding,
                    id: binding.value,
                    scratch: &scratch
                )
                values.append((key, .below(sealed.text)))
            }
            layers.append(.mapping([("for", .string(group)), ("values", .mapping(values))]))
        }
        let content = Content.mapping([
            ("apiVersion", .string(Header.apiVersion)), ("kind", .string(Kind.secret.rawValue)),
            (
                "metadata",
                .flowMapping([
                    ("name", .string(title.name)), ("namespace", .string(title.namespace)),
                ])
            ),
            (
                "spec",
                .mapping([
                    ("optional", .flowSequence(shape.narrowKeys(of: index).map { .string($0) })),
                    ("layers", .sequence(layers)),
                ])
            ),
        ])
        let path = Place.secret(namespace: title.namespace, name: title.name).path()
        try output.makeFolders("repository/secrets/\(title.namespace)")
        try output.write("repository/" + path, YAMLWriter.file([content]))
    }

    private func writeSigned(_ path: String, _ documents: [Content]) throws {
        try output.write(
            "repository/" + path,
            signer.signed(YAMLWriter.file(documents), path: path)
        )
    }

    private func key(of group: String) throws -> HeldKey {
        guard let key = groupKeys[group] else { throw Failure(group: group) }
        return key
    }

    /// A layer names a group that the shape does not have.
    private struct Failure: Error {
        let group: String
    }
}
