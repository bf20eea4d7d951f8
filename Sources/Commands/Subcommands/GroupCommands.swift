internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

extension Command {
    static let groupAdd = Command(
        "group add",
        summary: "make a group of clusters",
        arguments: [.required("NAME")],
        options: [
            .value(
                "--select",
                "SELECTOR",
                "the clusters that match: env=prod,region in (eu,us),!edge"
            ),
            .flag("--all", "every cluster"),
        ] + Session.committingOptions,
        details:
            "The group's private key is made here and sealed to each member and to the operators who open it.",
        examples: [
            "fleetseal group add production --select env=production",
            "fleetseal group add edge-eu --select 'tier=edge,region in (eu-1,eu-2)'",
        ]
    ) { invocation in
        let membership: GroupDocument.Membership
        switch (invocation.value("--select"), invocation.flag("--all")) {
        case (let text?, false): membership = .select(try LabelArguments.selector(text))
        case (nil, true): membership = .all
        default: throw UsageError("exactly one of --select and --all is needed")
        }
        let session = try Session(withIdentity: invocation)
        let name = invocation.argument("NAME")
        try session.committing { registry in
            let members = try session.editor(registry).addGroup(name, membership)
            let count = String(members.count, "cluster")
            invocation.terminal.note("group \(name) has \(count)")
            if members.isEmpty { invocation.terminal.warn("no cluster matches yet") }
            return CommitMessage("Add group \(name) of \(count)")
        }
        return .done
    }

    static let groupRemove = Command(
        "group remove",
        summary: "take a group out for good",
        arguments: [.required("NAME", .group)],
        options: Session.committingOptions,
        details: "Leaves a tombstone. Refused while a layer of any secret is for the group.",
        examples: ["fleetseal group remove edge-eu"]
    ) { invocation in
        let session = try Session(withIdentity: invocation)
        try session.committing { registry in
            let name = invocation.argument("NAME")
            try session.editor(registry).removeGroup(name)
            invocation.terminal.note("group \(name) is out of the fleet")
            return CommitMessage("Remove group \(name)")
        }
        return .done
    }

    static let groupRekey = Command(
        "group rekey",
        summary: "give a group a new key, sealed to today's members",
        arguments: [.many("NAME", .group, atLeast: 1)],
        options: Session.committingOptions,
        details: """
            Takes an operator's signature and opens nothing. New values are sealed to the new key; the \
            old one still opens. fleetseal reseal moves the values, fleetseal group retire drops the old key.
            """,
        examples: ["fleetseal group rekey production"]
    ) { invocation in
        let session = try Session(withIdentity: invocation)
        let names = invocation.many("NAME")
        try session.committing { registry in
            let editor = try session.editor(registry)
            var lines: [String] = []
            for name in names {
                let (id, members) = try editor.rekey(name)
                let line =
                    "group \(name) has key \(id) now, sealed to \(String(members, "cluster"))"
                invocation.terminal.note(line)
                lines.append(line)
            }
            return CommitMessage("Re-key \(CommitMessage.names(names, "group"))", lines)
        }
        return .done
    }

    static let groupSync = Command(
        "group sync",
        summary: "make groups and their lines what labels and operators say",
        options: [
            .value("--accept", "FINGERPRINT", "let this key in without asking", repeats: true),
            .flag("--dry-run", "only show what would change"), .json,
        ] + Session.committingOptions,
        details: """
            Lists every recipient that would be let in, with its fingerprint, and asks. A script names \
            each with --accept.
            """,
        examples: ["fleetseal group sync", "fleetseal group sync --dry-run"]
    ) { invocation in
        try GroupSynchronization(invocation).run()
    }
}

struct GroupSynchronization {
    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) {
        self.invocation = invocation
    }

    func run() throws -> ExitCode {
        let isDry = invocation.flag("--dry-run")
        guard try !isDry || CommitOptions(invocation) == nil else {
            throw UsageError("--dry-run and --commit exclude each other")
        }
        let session =
            isDry ? Session(invocation) : try Session(withIdentity: invocation)
        guard isDry || !invocation.flag("--json") else {
            throw UsageError("--json is for --dry-run")
        }
        guard !isDry else {
            return try session.reading { registry in
                let sync = try MembershipSync(registry)
                if invocation.flag("--json") {
                    try terminal.print(JSONText.indented(json(sync)))
                } else {
                    try show(sync)
                }
                return sync.isEmpty ? .done : .findings
            }
        }
        try session.committing { registry in
            let sync = try MembershipSync(registry)
            try show(sync)
            guard !sync.isEmpty else { return nil }
            try accept(sync)
            try sync.write(session.editor(registry))
            RekeyAdvice(terminal).note(
                sync.lines.filter { !$0.due.isEmpty }.map(\.group.name),
                "members left"
            )
            return CommitMessage(
                "Bring groups and their lines up to date with labels and operators",
                sync.newRecipients.map { new in
                    "\(new.member.text) (\(new.key.id)) is let in: \(new.groups.joined(separator: ", "))"
                }
            )
        }
        return .done
    }

    private func show(_ sync: MembershipSync) throws {
        for move in sync.moves {
            let joins = move.joins.map { "+\($0)" }
            let leaves = move.leaves.map { "-\($0)" }
            try terminal.print(
                "cluster \(move.cluster.name): \((joins + leaves).joined(separator: " "))"
            )
        }
        for lines in sync.lines {
            for removal in lines.removed {
                try terminal.print("group \(lines.group.name): takes out \(removal.line.text)")
            }
        }
        for new in sync.newRecipients {
            try terminal.print(
                "\(new.member.text) \(new.key.fingerprint) gets \(new.groups.joined(separator: ", "))"
            )
        }
        if sync.isEmpty { terminal.note("nothing to do") }
    }

    private func json(_ sync: MembershipSync) -> JSONValue {
        [
            "clusters": .array(
                sync.moves.map { move in
                    [
                        "name": .string(move.cluster.name), "joins": JSONValue(move.joins),
                        "leaves": JSONValue(move.leaves),
                    ]
                }
            ),
            "removed": .array(
                sync.lines.flatMap { lines in
                    lines.removed.map { removal -> JSONValue in
                        ["group": .string(lines.group.name), "line": .string(removal.line.text)]
                    }
                }
            ),
            "recipients": .array(
                sync.newRecipients.map { new in
                    [
                        "member": .string(new.member.text),
                        "fingerprint": .string(new.key.fingerprint.description),
                        "groups": JSONValue(new.groups),
                    ]
                }
            ),
        ]
    }

    private func accept(_ sync: MembershipSync) throws {
        let accepted = Set(invocation.values("--accept"))
        let open = sync.newRecipients.filter { !accepted.contains($0.key.fingerprint.description) }
        guard !open.isEmpty else { return }
        let hint = "a script names each with --accept FINGERPRINT"
        guard
            try terminal.ask(
                "Let \(open.count == 1 ? "this key" : "these \(open.count) keys") in?",
                hint: hint
            )
        else {
            throw Failure("sync groups: not accepted, nothing was changed", hint: hint)
        }
    }
}
