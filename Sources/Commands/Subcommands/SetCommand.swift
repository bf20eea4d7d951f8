internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

extension Command {
    static let set = Command(
        "set",
        summary: "seal a value for a group of clusters",
        arguments: [.required("NAMESPACE/NAME", .document), .optional("KEY")],
        options: [
            .value(
                "--for",
                "GROUP",
                "the group that can open it; a cluster's name is its group of one",
                .group
            )
        ] + LayerOrder.Wish.options + ValueInput.options + [
            .value("--env-file", "FILE", "set every KEY=VALUE of a file", .file),
            .value(
                "--scope",
                "SCOPE",
                "for a new document: strict, namespace or any",
                .choice(["strict", "namespace", "any"])
            ),
            .value("--under", "FOLDER", "for a new document: the folder below secrets", .folder),
        ] + Session.options,
        details: """
            Asks for the value without showing it, or takes it from --stdin, --from-file, --exec, \
            --generate or --env-file; never from the command line. Needs public keys only. A document \
            or layer that is missing is made; broader groups come before narrower ones.
            """,
        examples: [
            "fleetseal set payments/db password --for production",
            "fleetseal set payments/db password --for us-east-1 --generate password:32",
            "fleetseal set payments/tls tls.key --for fleet --from-file tls.key",
        ]
    ) { invocation in
        try ValueSetting(invocation).run()
        return .done
    }
}

struct ValueSetting {
    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) {
        self.invocation = invocation
    }

    func run() throws {
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        let key = try key()
        let input = try ValueInput(invocation)
        let wish = try LayerOrder.Wish(invocation)
        let scope = invocation.value("--scope").flatMap { Scope(rawValue: $0) }
        let folder = try SealTarget.folder(invocation.value("--under"))
        let session = Session(invocation)
        // A person may take long to type: nobody else should wait for the lock meanwhile.
        let group = try invocation.value("--for") ?? session.reading { try choose($0) }
        if key != nil, input.isAsked {
            // Nobody should type a secret twice to learn of a mistyped name or of a rule.
            try session.reading { registry in
                try SealTarget(title, group: group, registry, scope: scope, in: folder)
                    .requireAllowed()
            }
        }
        let values = try values(of: key, input)
        try session.changing { registry in
            let target = try SealTarget(title, group: group, registry, scope: scope, in: folder)
            let outcome = try target.write(values, wish: wish)
            target.report(outcome, keys: values.items.map(\.key), terminal)
        }
    }

    /// The key to set; nil if a file of variables names them.
    private func key() throws -> String? {
        let key = invocation.optional("KEY")
        guard invocation.value("--env-file") == nil else {
            guard key == nil else {
                throw UsageError("--env-file sets its own keys: leave KEY out")
            }
            return nil
        }
        guard let key else {
            throw UsageError(
                "set: KEY is missing",
                hint: "usage: fleetseal set [options] NAMESPACE/NAME KEY, or --env-file without KEY"
            )
        }
        guard Names.isItemKey(key) else {
            throw UsageError(
                "that cannot be a key of a Secret",
                hint: "keys have 1 to 253 of A-Z a-z 0-9 - _ ."
            )
        }
        return key
    }

    private func values(of key: String?, _ input: ValueInput) throws -> Plaintexts {
        if let key { return try input.value(of: key) }
        let path = invocation.value("--env-file") ?? ""
        let text = try SecretFile.read(path, limit: OpenedSecret.limit)
        return try EnvironmentFile.values(text.bytes, path: path)
    }

    private func choose(_ registry: Registry) throws -> String {
        let names = try registry.groupNames() + registry.clusterNames()
        let index = try terminal.choose(
            "For which group?",
            from: names,
            hint: "without a terminal give --for GROUP"
        )
        return names[index]
    }
}

extension LayerOrder.Wish {
    static let options: [Option] = [
        .value("--before", "GROUP", "put a new layer before this one, which then wins", .group),
        .value("--after", "GROUP", "put a new layer after this one, and win", .group),
    ]

    /// Where the user wants a new layer.
    init(_ invocation: Invocation) throws {
        switch (invocation.value("--before"), invocation.value("--after")) {
        case (nil, nil): self = .none
        case (let other?, nil): self = .before(other)
        case (nil, let other?): self = .after(other)
        default: throw UsageError("--before and --after exclude each other")
        }
    }
}

/// The layer that values are sealed into.
struct SealTarget {
    private let title: SecretStore.Title
    private let group: Vouched<GroupDocument>
    private let registry: Registry
    private let editor: SecretEditor
    private let entry: SecretEntry?
    private let scope: Scope
    private let folder: String

    init(
        _ title: SecretStore.Title,
        group name: String,
        _ registry: Registry,
        scope asked: Scope?,
        in folder: String
    ) throws {
        self.title = title
        self.registry = registry
        editor = SecretEditor(registry)
        group = try registry.group(name)
        entry = try SecretStore(registry.tree).secretIfAny(title)
        if let entry, let asked, asked != entry.document.scope {
            throw Failure(
                "set a value of \(title): its scope is \(entry.document.scope.rawValue), not \(asked.rawValue)",
                hint: "every value is bound to the scope: set them all anew in a new document",
                place: FilePlace(entry.document.path)
            )
        }
        scope = entry?.document.scope ?? asked ?? .strict
        self.folder = folder
    }

    /// Refuses early what the Fleet's rules forbid.
    func requireAllowed(type: String = "Opaque") throws {
        if let entry { return try editor.requireAllowed(entry, adding: group.name) }
        try editor.requireAllowed(title, in: folder, type: type, scope: scope, group: group.name)
    }

    /// Seals the values into the layer; `more` is what a new document says besides.
    func write(
        _ values: Plaintexts,
        wish: LayerOrder.Wish = .none,
        more: [(String, Content)] = []
    ) throws -> SecretEditor.Outcome {
        let sealed = try ValueSealer(registry, group: group, title: title, scope: scope).seal(
            values
        )
        if let entry { return try editor.put(sealed, for: group.name, into: entry, wish: wish) }
        return try editor.create(
            title,
            in: folder,
            scope: scope,
            group: group.name,
            sealed,
            more: more
        )
    }

    /// Says what was written and how far it reaches, and warns of what a person should know.
    func report(_ outcome: SecretEditor.Outcome, keys: [String], _ terminal: Terminal) {
        let what = keys.count == 1 ? keys[0] : "\(keys.count) values"
        let made =
            outcome.isNew
            ? "made \(outcome.path): "
            : outcome.madeLayer ? "\(outcome.path), new layer: " : "\(outcome.path): "
        terminal.note("\(made)\(what) for \(group.name), \(reach(keys, outcome.document))")
        if let due = group.activeKey?.rekeyDue, !due.isEmpty {
            terminal.warn(
                "\(due.map(\.text).joined(separator: ", ")) left \(group.name) and can still open what is sealed to it",
                hint: "fleetseal group rekey \(group.name), then set the value again"
            )
        }
        if outcome.size > SecretEditor.largeDocument {
            terminal.warn(
                "\(outcome.path) has \(outcome.size >> 10) KiB; 1.5 MiB is the most",
                hint: "move layers of clusters into parts: fleetseal split \(title)"
            )
        }
    }

    private func reach(_ keys: [String], _ written: SecretDocument) -> String {
        guard let key = keys.first,
            let entry = try? entry?.replacing(written) ?? SecretEntry(written)
        else {
            return "reaches \(String(group.document.clusters.count, "cluster"))"
        }
        return Reach(of: key, in: group.name, entry) { name in
            (try? registry.groupIfAny(name))??.document.clusters ?? []
        }.text
    }

    static func folder(_ text: String?, option: String = "--under") throws -> String {
        guard let text else { return Documents.Place.secrets }
        let parts = text.split(separator: "/").map(String.init)
        guard !parts.isEmpty, !text.hasPrefix("/"), !parts.contains(where: { $0.hasPrefix(".") })
        else {
            throw UsageError("\(option) \(text.escapedForMessage) is not a folder below secrets")
        }
        return parts[0] == Documents.Place.secrets
            ? parts.joined(separator: "/")
            : Documents.Place.secrets + "/" + parts.joined(separator: "/")
    }
}
