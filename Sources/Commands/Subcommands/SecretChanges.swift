internal import JSON
internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let unset = Command(
        "unset",
        summary: "take a value out of a layer",
        arguments: [.required("NAMESPACE/NAME", .document), .required("KEY")],
        options: [.value("--for", "GROUP", "the group whose layer it is in", .group)]
            + Session.options,
        details:
            "The clusters of the group then get what a broader layer says, or no such key. An empty layer goes.",
        examples: ["fleetseal unset payments/db legacy-token --for production"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        let key = invocation.argument("KEY")
        try Session(invocation).changing { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            let holders = entry.allLayers.filter { $0.layer.value(key) != nil }.map(\.layer.group)
            guard !holders.isEmpty else {
                let known = Set(entry.allLayers.flatMap { $0.layer.values.map(\.key) }).sorted()
                throw Failure(
                    "unset \(Terminal.escaped(key)) of \(title): no layer has such a value",
                    hint: "its keys: \(known.joined(separator: ", "))"
                )
            }
            guard let group = invocation.value("--for") ?? (holders.count == 1 ? holders[0] : nil)
            else {
                throw UsageError(
                    "--for is missing: \(holders.count) layers have such a value",
                    hint: holders.map { "--for \($0)" }.joined(separator: ", ")
                )
            }
            try SecretEditor(registry).unset(key, for: group, in: entry)
            invocation.terminal.note("\(title): no value of \(key) for \(group) any more")
        }
        return .done
    }

    static let remove = Command(
        "rm",
        summary: "remove a secret with its parts",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: Session.options,
        details:
            "The agents then delete the Secret in their clusters, unless the document says deletion: retain.",
        examples: ["fleetseal rm payments/db"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        try Session(invocation).changing { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            for path in try SecretEditor(registry).remove(entry) {
                invocation.terminal.note("removed \(Terminal.escaped(path))")
            }
        }
        return .done
    }

    static let split = Command(
        "split",
        summary: "move layers of single clusters into files of their own",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: Session.options,
        details: """
            For values that differ in every one of many clusters: NAME@CLUSTER.yaml beside the document \
            holds the layer of that cluster. Ciphertexts stay as they are.
            """,
        examples: ["fleetseal split payments/db"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        try Session(invocation).changing { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            let moved = try SecretEditor(registry).split(entry)
            invocation.terminal.note(
                moved.isEmpty
                    ? "\(title) has no layer of a single cluster"
                    : "\(title): parts for \(moved.joined(separator: ", "))"
            )
        }
        return .done
    }

    static let reseal = Command(
        "reseal",
        summary: "move values from old group keys to the active ones",
        arguments: [.many("PATH", .file)],
        options: [
            .value("--group", "GROUP", "only layers for this group", .group, repeats: true),
            .flag("--dry-run", "only say what would change"), .json,
        ] + Session.committingOptions,
        details: """
            Opens what is sealed to a superseded key of its group and seals it to the active one, with \
            the identity of somebody who opens the group. Values keep their ids; what needs nothing \
            keeps its bytes. PATH limits it to files or folders, relative to the fleet's root.
            """,
        examples: ["fleetseal reseal", "fleetseal reseal --group production secrets/payments"]
    ) { invocation in
        try Resealing(invocation).run()
    }
}

/// One run of `reseal`.
struct Resealing {
    private let invocation: Invocation
    private let paths: [String]
    private let groups: [String]
    private let isDry: Bool
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) {
        self.invocation = invocation
        paths = invocation.many("PATH").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        groups = invocation.values("--group")
        isDry = invocation.flag("--dry-run")
    }

    func run() throws -> ExitCode {
        guard try !isDry || CommitOptions(invocation) == nil else {
            throw UsageError("--dry-run and --commit exclude each other")
        }
        let session = try Session(withIdentity: invocation)
        guard !isDry else {
            try session.reading { registry in
                try report(reseal(registry, session.keyring(registry)))
            }
            return .done
        }
        try session.committing { registry in
            let outcomes = try reseal(registry, session.keyring(registry))
            try report(outcomes)
            return message(outcomes)
        }
        return .done
    }

    private func reseal(_ registry: Registry, _ keyring: Keyring) throws -> [Reseal.Outcome] {
        for group in groups { _ = try registry.group(group) }
        let entries = try SecretStore(registry.tree).all().filter { entry in
            paths.isEmpty || paths.contains { PathText.isBelow(entry.document.path, $0) }
        }
        for path in paths
        where !entries.contains(where: { PathText.isBelow($0.document.path, path) }) {
            throw Failure(
                "reseal \(PathText.escaped(path)): no document there",
                hint:
                    "a path is relative to the fleet's root: secrets/payments/db.yaml, secrets/payments"
            )
        }
        return try Reseal(registry, keyring: keyring)
            .run(entries, only: groups.isEmpty ? nil : Set(groups))
    }

    private func report(_ outcomes: [Reseal.Outcome]) throws {
        if invocation.flag("--json") {
            let files = outcomes.map { outcome -> JSONValue in
                ["path": .string(outcome.path), "values": .integer(outcome.values)]
            }
            return try terminal.print(JSONText.indented(.array(files)))
        }
        for outcome in outcomes {
            try terminal.print(
                "\(Terminal.escaped(outcome.path))  \(String(outcome.values, "value"))"
            )
        }
        terminal.note("\(isDry ? "would reseal" : "resealed") \(Self.sum(outcomes))")
    }

    private func message(_ outcomes: [Reseal.Outcome]) -> CommitMessage {
        let scope = groups.isEmpty ? "" : " for \(CommitMessage.names(groups, "group"))"
        return CommitMessage("Reseal \(Self.sum(outcomes)) to active keys\(scope)")
    }

    private static func sum(_ outcomes: [Reseal.Outcome]) -> String {
        let total = outcomes.reduce(0) { $0 + $1.values }
        return "\(String(total, "value")) in \(String(outcomes.count, "file"))"
    }
}
