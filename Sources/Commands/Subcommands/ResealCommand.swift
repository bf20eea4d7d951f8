internal import JSON
internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let reseal = Command(
        "reseal",
        summary: "move values from old group keys to the active ones",
        arguments: [.many("PATH", .file)],
        options: [
            .value("--group", "GROUP", "only layers for this group", .group, repeats: true),
            .value(
                "--select",
                "SELECTOR",
                "only layers for the groups of clusters that match: env=prod,region in (eu,us)"
            ),
            .flag("--dry-run", "only say what would change"), .json,
        ] + Session.committingOptions,
        details: """
            Opens what is sealed to a superseded key of its group and seals it to the active one, with \
            the identity of somebody who opens the group. Values keep their ids; what needs nothing \
            keeps its bytes. PATH limits it to files or folders, relative to the fleet's root, or to a \
            secret, NAMESPACE/NAME.

            It can be stopped at any moment and run again: every file is the old or the new one, and \
            the next run goes on with those that are left. With --commit it is all of them or none.
            """,
        examples: [
            "fleetseal reseal", "fleetseal reseal --group production secrets/payments",
            "fleetseal reseal --select region=eu --commit --push",
        ]
    ) { invocation in
        try Resealing(invocation).run()
    }
}

/// One run of `reseal`.
struct Resealing {
    private let invocation: Invocation
    private let paths: [String]
    private let groups: [String]
    private let selector: LabelSelector?
    private let isDry: Bool
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) throws {
        self.invocation = invocation
        paths = invocation.many("PATH").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        groups = invocation.values("--group")
        selector = try invocation.value("--select").map(LabelArguments.selector)
        isDry = invocation.flag("--dry-run")
    }

    func run() throws -> ExitCode {
        let commits = try CommitOptions(invocation) != nil
        guard !isDry || !commits else {
            throw UsageError("--dry-run and --commit exclude each other")
        }
        let session = try Session(withIdentity: invocation)
        if isDry {
            try session.reading { registry in
                try report(reseal(registry, session.keyring(registry)))
            }
        } else if commits {
            try session.committing { registry in
                let outcomes = try reseal(registry, session.keyring(registry))
                try report(outcomes)
                return message(outcomes)
            }
        } else {
            try session.saving { registry, save in
                try report(reseal(registry, session.keyring(registry), save))
            }
        }
        return .done
    }

    private func reseal(
        _ registry: Registry,
        _ keyring: Keyring,
        _ save: () throws -> Void = {}
    ) throws -> [Reseal.Outcome] {
        let reseal = Reseal(registry, keyring: keyring)
        let groups = try wantedGroups(registry)
        let plan = try reseal.plan(wantedEntries(registry), only: groups)
        var progress = Progress(
            isDry ? "opening" : "resealing",
            plan.count,
            "value",
            on: terminal
        )
        var saved = 0
        defer { progress.end() }
        do {
            return try reseal.run(plan, save: save) { done in
                progress.advance(to: done)
                saved = done
            }
        } catch {
            progress.end()
            if !isDry, saved > 0, try CommitOptions(invocation) == nil {
                terminal.noteNow(
                    "resealed \(saved) of \(String(plan.count, "value")) before this; the next run goes on from there"
                )
            }
            throw error
        }
    }

    /// The groups whose layers are meant; nothing for all.
    private func wantedGroups(_ registry: Registry) throws -> Set<String>? {
        for group in groups { _ = try registry.group(group) }
        guard let selector else { return groups.isEmpty ? nil : Set(groups) }
        let clusters = try registry.allClusters().filter { entry in
            !entry.isRemoved && selector.matches(entry.cluster.document.labelTable)
        }
        guard !clusters.isEmpty else {
            throw Failure(
                "reseal: no cluster matches --select",
                hint: "fleetseal cluster list shows their labels"
            )
        }
        return clusters.reduce(into: Set(groups)) { names, entry in
            names.formUnion(entry.cluster.groups)
            names.insert(entry.cluster.name)
        }
    }

    private func wantedEntries(_ registry: Registry) throws -> [SecretEntry] {
        let all = try SecretStore(registry.tree).all()
        guard !paths.isEmpty else { return all }
        let isMeant = { (entry: SecretEntry, path: String) in
            PathText.isBelow(entry.document.path, path)
                || entry.title.utf8.elementsEqual(path.utf8)
                || entry.parts.values.contains { $0.path.utf8.elementsEqual(path.utf8) }
        }
        for path in paths where !all.contains(where: { isMeant($0, path) }) {
            throw Failure(
                "reseal \(PathText.escaped(path)): no document there",
                hint:
                    "a path is relative to the fleet's root: secrets/payments/db.yaml, secrets/payments"
            )
        }
        return all.filter { entry in paths.contains { isMeant(entry, $0) } }
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
