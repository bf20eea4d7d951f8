import Documents
import Files
import Foundation
import Sealing
import TestSupport
import Testing
import YAML

@testable import Fleet

/// A fleet in a folder of its own, gone with the test.
///
/// Clusters `us`, `eu` (production) and `lab` (staging); groups `fleet`, `production`, `staging`;
/// operators alice, who opens everything, and bob, who opens staging. Every change goes through the
/// lock, the journal and the pin, as in the program.
final class TestFleet {
    let root: String
    let id: String
    let alice: HeldKey
    let bob = HeldKey(PrivateKey.random())
    let keys: [String: HeldKey] = [
        "us": HeldKey(PrivateKey.random()), "eu": HeldKey(PrivateKey.random()),
        "lab": HeldKey(PrivateKey.random()),
    ]
    /// What this computer trusts; follows the fleet after every run.
    var pin: Pin
    static let today = "2026-11-21"
    static let secret = "secrets/payments/db.yaml"

    /// An empty one has neither groups nor clusters, and alice alone.
    init(
        id: String = "fabcdefghijklmnopqrst",
        alice: HeldKey = HeldKey(PrivateKey.random()),
        isEmpty: Bool = false
    ) throws {
        self.id = id
        self.alice = alice
        root = FileManager.default.temporaryDirectory
            .appending(path: "fleet-\(UUID().uuidString)").path()
        pin = Pin(fleet: id, name: "acme", operators: ["alice": alice.key.publicKey])
        try FileManager.default.createDirectory(
            atPath: root + "/.git",
            withIntermediateDirectories: true
        )
        let me = Operator(name: "alice", publicKey: alice.key.publicKey, opens: .all)
        let content = RegistryContent.fleet(name: "acme", id: id, operators: [me])
        try put(FleetDocument.path, signed(YAMLWriter.file([content]), FleetDocument.path))
        guard !isEmpty else { return }
        try fill()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)
    }

    private func fill() throws {
        try change { editor in
            _ = try editor.addGroup("fleet", .all)
            _ = try editor.addGroup("production", .select(Self.selector("env", "production")))
            _ = try editor.addGroup("staging", .select(Self.selector("env", "staging")))
        }
        try change { editor in
            try editor.addOperator(
                Operator(name: "bob", publicKey: bob.key.publicKey, opens: .groups(["staging"]))
            )
        }
        for (name, environment) in [("us", "production"), ("eu", "production"), ("lab", "staging")]
        {
            try change { editor in
                let labels = [("env", environment), ("region", name)]
                _ = try editor.addCluster(name, labels: labels, key: publicKey(name))
            }
        }
        try set("user", "app", for: "fleet")
        try set("password", "secret", for: "production")
        try set("password", "mine", for: "us")
    }

    func publicKey(_ cluster: String) throws -> PublicKey {
        try #require(keys[cluster]).key.publicKey
    }

    static func selector(_ key: String, _ value: String) throws -> LabelSelector {
        try LabelSelector(matchLabels: [(key, value)], matchExpressions: [])
    }

    // MARK: Runs

    func registry(_ tree: WorkTree) throws -> Registry {
        Registry(tree, trust: try Trust(Registry.unverifiedFleet(tree), anchor: .pin(pin)))
    }

    /// One run that reads.
    @discardableResult
    func read<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        let registry = try registry(FleetFolder(around: root).reading())
        let result = try body(registry)
        follow(registry)
        return result
    }

    /// One run that changes secrets.
    @discardableResult
    func write<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        try FleetFolder(around: root).changing { tree in
            let registry = try registry(tree)
            let result = try body(registry)
            follow(registry)
            return result
        }
    }

    /// One run that changes the registry.
    @discardableResult
    func change<Result>(
        as key: HeldKey? = nil,
        _ body: (RegistryEditor) throws -> Result
    ) throws -> Result {
        try write { registry in
            let keyring = Keyring(key ?? alice, trust: registry.trust)
            return try body(RegistryEditor(registry, keyring: keyring, today: Self.today))
        }
    }

    /// Reads all of the registry, so that the pin knows every epoch.
    func pinAll() throws {
        try read { registry in
            _ = try registry.allClusters()
            _ = try registry.allGroups()
        }
    }

    private func follow(_ registry: Registry) {
        for one in registry.fleet.operators { pin.operators[one.name] = one.publicKey }
        pin.operators = pin.operators.filter { name, _ in
            registry.fleet.operators.contains { $0.name == name }
        }
        pin.epochs.merge(registry.epochsSeen) { max($0, $1) }
    }

    @discardableResult
    func set(
        _ key: String,
        _ value: String,
        for group: String,
        in title: String = "payments/db",
        scope: Scope = .strict,
        wish: LayerOrder.Wish = .none
    ) throws -> SecretEditor.Outcome {
        try write { registry in
            let title = try SecretStore.Title(parsing: title)
            let entry = try SecretStore(registry.tree).secretIfAny(title)
            let scope = entry?.document.scope ?? scope
            let sealer = try ValueSealer(
                registry,
                group: registry.group(group),
                title: title,
                scope: scope
            )
            let bytes = SecretBytes(value)
            let sealed = sealer.seal(Plaintexts(copying: bytes.bytes, 0..<bytes.count, key: key))
            let editor = SecretEditor(registry)
            if let entry { return try editor.put(sealed, for: group, into: entry, wish: wish) }
            return try editor.create(
                title,
                in: Documents.Place.secrets,
                scope: scope,
                group: group,
                sealed
            )
        }
    }

    /// What a cluster gets.
    func open(
        _ cluster: String,
        as key: HeldKey? = nil,
        _ title: String = "payments/db"
    ) throws -> [String: String] {
        try read { registry in
            let entry = try SecretStore(registry.tree).secret(.init(parsing: title))
            let opened = try OpenedSecret(
                entry,
                on: registry.cluster(cluster).cluster,
                registry: registry,
                keyring: Keyring(key ?? alice, trust: registry.trust)
            )
            var values: [String: String] = [:]
            for item in opened.items {
                values[item.key] = String(decoding: opened.value(item).array, as: UTF8.self)
            }
            return values
        }
    }

    @discardableResult
    func reseal() throws -> [Reseal.Outcome] {
        try write { registry in
            let keyring = Keyring(alice, trust: registry.trust)
            let reseal = Reseal(registry, keyring: keyring)
            return try reseal.run(reseal.plan(SecretStore(registry.tree).all()))
        }
    }

    func sync() throws {
        try change { editor in try MembershipSync(editor.registry).write(editor) }
    }

    // MARK: Files

    func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try #require(FileManager.default.contents(atPath: root + "/" + path)))
    }

    func put(_ path: String, _ bytes: [UInt8]) throws {
        let file = URL(filePath: root + "/" + path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
    }

    func put(_ path: String, _ text: String) throws {
        try put(path, Array(text.utf8))
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: root + "/" + path)
    }

    /// Changes a file by hand; insists that something changed.
    func tamper(_ path: String, _ old: String, _ new: String) throws {
        let before = try text(path)
        let after = before.replacing(old, with: new, maxReplacements: 1)
        try #require(!before.utf8.elementsEqual(after.utf8), "\(path) does not hold \(old)")
        try put(path, after)
    }

    /// A file as if this operator had written and signed it.
    func signed(
        _ bytes: [UInt8],
        _ path: String,
        by name: String = "alice",
        _ key: HeldKey? = nil
    ) throws -> [UInt8] {
        try Signer(name: name, key: key ?? alice, fleet: id).signed(bytes, path: path)
    }

    /// Every file outside `.git`, with its bytes.
    var files: [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        let names = FileManager.default.enumerator(atPath: root)
        while let name = names?.nextObject() as? String {
            guard !name.hasPrefix(".git"),
                let data = FileManager.default.contents(atPath: root + "/" + name)
            else { continue }
            found[name] = [UInt8](data)
        }
        return found
    }

    func document<Document>(_ body: (Registry) throws -> Document) throws -> Document {
        try body(registry(FleetFolder(around: root).reading()))
    }
}

/// The text of a key as a document has it.
func item(_ key: PublicKey, state: String = "active") -> String {
    "{id: \(key.id), public: \(key.text), state: \(state), created: \"2026-11-21\"}"
}
