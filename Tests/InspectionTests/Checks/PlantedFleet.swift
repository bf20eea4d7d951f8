import Documents
import Files
import Foundation
import Sealing
import TestSupport
import Testing
import YAML

@testable import Fleet
@testable import Inspection

/// A clean fleet whose private keys are at hand, to plant faults in.
///
/// Clusters `eu` and `us` (production), `lab` (staging) and the tombstone `gone`; groups `fleet`,
/// `production`, `staging`, `europe`, and the tombstone `former`; operators alice, who opens
/// everything, and bob, who opens staging; carol was removed.
struct PlantedFleet: Sendable {
    static let id = "fabcdefghijklmnopqrst"
    static let today = "2026-11-21"
    static let database = "secrets/payments/db.yaml"
    static let tokens = "secrets/payments/tokens.yaml"
    static let fleetFile = "fleetseal.yaml"

    /// The files as they stand now.
    var files: [String: [UInt8]]
    var links: Set<String> = []
    var fleetID = PlantedFleet.id
    /// Epochs that the pin knows.
    var seen: [String: Int] = [:]
    let alice: HeldKey
    let bob: HeldKey
    let carol: HeldKey
    let clusters: [String: HeldKey]

    /// Made once; every test changes a copy.
    static let clean = Result { try PlantedFleet() }

    private init() throws {
        alice = HeldKey(PrivateKey.random())
        bob = HeldKey(PrivateKey.random())
        carol = HeldKey(PrivateKey.random())
        var clusters: [String: HeldKey] = [:]
        for name in ["eu", "us", "lab", "gone"] { clusters[name] = HeldKey(PrivateKey.random()) }
        self.clusters = clusters
        let root = FileManager.default.temporaryDirectory
            .appending(path: "planted-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(
            atPath: root + "/.git",
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: root) }
        files = [:]
        try build(root)
    }

    // MARK: Making it

    private mutating func build(_ root: String) throws {
        let me = Operator(name: "alice", publicKey: alice.key.publicKey, opens: .all)
        let content = RegistryContent.fleet(name: "acme", id: Self.id, operators: [me])
        let bytes = try signer.signed(YAMLWriter.file([content]), path: Self.fleetFile)
        try Data(bytes).write(to: URL(filePath: root + "/" + Self.fleetFile))
        try registry(root)
        try secrets(root)
        let folder = try Folder(root)
        try folder.walk("") { path, _ throws(FileError) in
            files[path] = try folder.read(path)
        }
        try replace(Self.database, "spec:\n", Self.specOfDatabase)
    }

    private func registry(_ root: String) throws {
        try change(root) { editor in
            _ = try editor.addGroup("fleet", .all)
            for (name, label) in [
                ("production", ("env", "production")), ("staging", ("env", "staging")),
                ("europe", ("region", "eu")), ("former", ("env", "former")),
            ] {
                let selector = try LabelSelector(matchLabels: [label], matchExpressions: [])
                _ = try editor.addGroup(name, .select(selector))
            }
        }
        for (name, key, opens) in [("bob", bob, ["staging"]), ("carol", carol, [])] {
            try change(root) { editor in
                try editor.addOperator(
                    Operator(name: name, publicKey: key.key.publicKey, opens: .groups(opens))
                )
            }
        }
        for (name, environment, region) in [
            ("gone", "former", "us"), ("eu", "production", "eu"), ("us", "production", "us"),
            ("lab", "staging", "eu"),
        ] {
            let key = try publicKey(name)
            try change(root) { editor in
                let labels = [("env", environment), ("region", region)]
                _ = try editor.addCluster(name, labels: labels, key: key)
            }
        }
        try change(root) { _ = try $0.removeCluster("gone") }
        try change(root) { try $0.removeGroup("former") }
        try change(root) { _ = try $0.removeOperator("carol") }
        try change(root) { editor in
            _ = try editor.rekey("fleet")
        }
    }

    /// Values in every shape: for all, for some, for one, in a part.
    private func secrets(_ root: String) throws {
        for (title, key, group) in [
            ("payments/db", "username", "fleet"), ("payments/db", "password", "staging"),
            ("payments/db", "password", "production"), ("payments/db", "password", "us"),
            ("payments/db", "region-key", "europe"), ("payments/tokens", "token", "eu"),
            ("payments/tokens", "token", "us"), ("payments/tokens", "token", "lab"),
            ("payments/tokens", "shared", "fleet"),
        ] {
            try seal("value of \(key)", key, group, title, root)
        }
        try change(root) { editor in
            let entry = try SecretStore(editor.tree).secret(.init(parsing: "payments/tokens"))
            _ = try SecretEditor(editor.registry).split(entry)
        }
    }

    private static let specOfDatabase = """
        spec:
          optional: [region-key]
          template:
            data:
              url: "postgres://{{username}}:{{password}}@{{cluster.region}}"

        """

    private func seal(
        _ value: String,
        _ key: String,
        _ group: String,
        _ title: String,
        _ root: String
    ) throws {
        try change(root) { editor in
            let (registry, title) = (editor.registry, try SecretStore.Title(parsing: title))
            let sealer = try ValueSealer(
                registry,
                group: registry.group(group),
                title: title,
                scope: .strict
            )
            let bytes = SecretBytes(value)
            let sealed = sealer.seal(Plaintexts(copying: bytes.bytes, 0..<bytes.count, key: key))
            let secrets = SecretEditor(registry)
            if let entry = try SecretStore(registry.tree).secretIfAny(title) {
                let wish: LayerOrder.Wish = group == "europe" ? .after("fleet") : .none
                _ = try secrets.put(sealed, for: group, into: entry, wish: wish)
            } else {
                _ = try secrets.create(
                    title,
                    in: Documents.Place.secrets,
                    scope: .strict,
                    group: group,
                    sealed
                )
            }
        }
    }

    private func change(_ root: String, _ body: (RegistryEditor) throws -> Void) throws {
        try FleetFolder(around: root).changing { tree in
            let trust = try Trust(Registry.unverifiedFleet(tree), anchor: .pin(pin))
            let registry = Registry(tree, trust: trust)
            let keyring = Keyring(alice, trust: trust)
            try body(RegistryEditor(registry, keyring: keyring, today: Self.today))
        }
    }

    // MARK: Changing a copy

    var pin: Pin {
        Pin(
            fleet: fleetID,
            name: "acme",
            operators: [
                "alice": alice.key.publicKey, "bob": bob.key.publicKey,
                "carol": carol.key.publicKey,
            ],
            epochs: seen
        )
    }

    private var signer: Signer { Signer(name: "alice", key: alice, fleet: fleetID) }

    func publicKey(_ cluster: String) throws -> PublicKey {
        try #require(clusters[cluster]).key.publicKey
    }

    func text(_ path: String) throws -> String {
        String(decoding: try #require(files[path], "\(path)"), as: UTF8.self)
    }

    mutating func put(_ path: String, _ text: String) {
        files[path] = Array(text.utf8)
    }

    /// Replaces a text once; insists that it is there.
    mutating func replace(_ path: String, _ old: String, _ new: String) throws {
        let before = try text(path)
        try #require(before.contains(old), "\(path) does not hold \(old)")
        put(path, before.replacing(old, with: new, maxReplacements: 1))
    }

    /// Replaces what a pattern matches.
    mutating func replace(
        _ path: String,
        _ old: some RegexComponent,
        with new: String
    ) throws {
        let before = try text(path)
        try #require(before.contains(old), "\(path) does not match")
        put(path, before.replacing(old, maxReplacements: 1) { _ in new })
    }

    /// Takes out the first line that holds a text.
    mutating func removeLine(_ path: String, _ text: String) throws {
        var lines = try self.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        let index = try #require(lines.firstIndex { $0.contains(text) }, "\(path): \(text)")
        lines.remove(at: index)
        put(path, lines.joined(separator: "\n"))
    }

    /// Signs a file as an operator who raised its epochs.
    mutating func sign(_ path: String, raising: Bool = true) throws {
        if raising {
            let text = try text(path)
            put(
                path,
                text.replacing(/\n  epoch: (\d+)\n/) {
                    "\n  epoch: \((Int($0.output.1) ?? 0) + 1)\n"
                }
            )
        }
        files[path] = try signer.signed(try #require(files[path]), path: path)
    }

    /// The line of the n-th place of a text, from 1.
    func line(of text: String, in path: String, occurrence: Int) throws -> Int {
        let lines = try self.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        let found = lines.indices.filter { lines[$0].contains(text) }
        try #require(found.count >= occurrence, "\(path): \(text)")
        return found[occurrence - 1] + 1
    }

    /// Puts what a cluster gets into a folder, as `fleetseal render` does.
    mutating func render(_ cluster: String) throws {
        let tree = WorkTree(MemoryTree(files: files))
        let trust = try Trust(Registry.unverifiedFleet(tree), anchor: .pin(pin))
        let view = try ClusterView(cluster, Registry(tree, trust: trust)).files()
        for file in view { files["rendered/\(cluster)/\(file.path)"] = file.bytes }
        files["rendered/\(cluster)/.fleetseal-rendered"] = []
    }

    /// What a check finds.
    func findings(
        base: PlantedFleet? = nil,
        identity: HeldKey? = nil
    ) throws -> [Finding] {
        let subject = FleetCheck.Subject(
            WorkTree(MemoryTree(files: files, links: links)),
            tracked: files.keys.sorted(),
            base: base.map {
                FleetCheck.Base(WorkTree(MemoryTree(files: $0.files)), name: "main")
            },
            identity: identity
        )
        return try FleetCheck(subject) { _ in .pin(pin) }.findings
    }
}
