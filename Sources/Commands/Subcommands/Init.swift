internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

extension Command {
    static let initialize = Command(
        "init",
        summary: "start a fleet in this Git work tree",
        arguments: [.optional("NAME")],
        options: [
            .flag("--bare", "only the signed Fleet and the group of all clusters"),
            .value("--operator", "NAME", "your name as an operator (default: your user name)"),
        ] + Option.identities,
        details: """
            Makes an identity if you have none, the signed Fleet with you as its operator, the group \
            "fleet" of all clusters, and files that explain the repository to its people. NAME is by \
            default the folder's. Nothing that exists is changed.
            """,
        examples: ["fleetseal init acme", "fleetseal init --bare --operator ci --identity ci.key"]
    ) { invocation in
        try FleetFounding(invocation).run()
        return .done
    }
}

/// The first documents of a fleet.
struct FleetFounding {
    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) {
        self.invocation = invocation
    }

    func run() throws {
        let folder = try FleetFolder(creatingIn: invocation.folder)
        let name = try invocation.optional("NAME").map(checkedName) ?? Self.name(from: folder.root)
        let operatorName =
            try invocation.value("--operator").map(checkedName)
            ?? Self.name(from: invocation.environment["USER"] ?? "admin")
        let key = try identity()
        let me = Operator(name: operatorName, publicKey: key.key.publicKey, opens: .all)
        let id = Self.newID()
        let pin = Pin(fleet: id, name: name, operators: [operatorName: me.publicKey])
        try folder.changing { tree in
            let signer = Signer(name: operatorName, key: key, fleet: id)
            let fleet = RegistryContent.fleet(name: name, id: id, operators: [me])
            try signer.write(YAMLWriter.file([fleet]), to: FleetDocument.path, in: tree)
            let trust = try Trust(Registry.unverifiedFleet(tree), anchor: .pin(pin))
            let registry = Registry(tree, trust: trust)
            let editor = try RegistryEditor(
                registry,
                keyring: Keyring(key, trust: trust),
                today: Today.utc()
            )
            _ = try editor.addGroup("fleet", .all)
            guard !invocation.flag("--bare") else { return }
            for (path, text) in StarterFiles.all(fleet: name, operator: operatorName)
            where try !tree.exists(path) {
                try tree.write(path, Array(text.utf8))
            }
        }
        try Configuration(invocation.environment).trustStore.keep(pin)
        terminal.note(
            "fleet \(name) (\(id)): you are its operator \(operatorName), fingerprint \(me.publicKey.fingerprint)"
        )
        terminal.note(
            "next: fleetseal cluster add NAME --label env=production --key fspub1…   then: fleetseal set NAMESPACE/NAME KEY --for fleet"
        )
    }

    private func identity() throws -> HeldKey {
        let source = try IdentitySource(invocation)
        guard try !source.exists(), let path = source.path else { return try source.key() }
        let isPlain = !terminal.isInputTerminal
        let key = try NewIdentity(invocation).write(to: path, isPlain: isPlain)
        terminal.note(
            "wrote your identity to \(Terminal.escaped(path)) (public key \(key.key.publicKey.id)): keep a copy in a safe place"
        )
        if isPlain {
            terminal.warn("it is not under a passphrase, since nobody could type one here")
        }
        return key
    }

    private func checkedName(_ text: String) throws -> String {
        guard Names.isLabel(text) else {
            throw UsageError("\(text.escapedForMessage) is not a name: 1 to 63 of a-z 0-9 -")
        }
        return text
    }

    /// A folder's or user's name as a DNS label.
    static func name(from text: String) -> String {
        let last = text.split(separator: "/").last.map(String.init) ?? "fleet"
        var name = ""
        for scalar in last.lowercased().unicodeScalars.prefix(63) {
            let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            name.unicodeScalars.append(isPlain ? scalar : "-")
        }
        while name.hasPrefix("-") { name.removeFirst() }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "fleet" : name
    }

    /// 100 random bits: two fleets never share an id.
    static func newID() -> String {
        "f" + ValueID.random().text.dropFirst() + ValueID.random().text.dropFirst()
            + ValueID.random().text.dropFirst().prefix(6)
    }
}
