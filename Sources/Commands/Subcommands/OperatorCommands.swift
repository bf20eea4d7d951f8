internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import Sealing

extension Command {
    static let operatorAdd = Command(
        "operator add",
        summary: "let another key vouch for the registry",
        arguments: [.required("NAME")],
        options: [
            .value("--key", "FSPUB", "the operator's public key (fspub1…)"),
            .value(
                "--opens",
                "GROUP,…|all|none",
                "groups that the operator can open (default: none)"
            ),
        ] + Session.committingOptions,
        details: """
            Every operator signs. --opens says which groups' keys are sealed to the operator as well; \
            that takes your identity to open those groups.
            """,
        examples: [
            "fleetseal operator add bob --key fspub1… --opens all",
            "fleetseal operator add ci --key fspub1… --opens staging",
        ]
    ) { invocation in
        guard let text = invocation.value("--key") else {
            throw UsageError("--key is missing", hint: "the operator runs: fleetseal identity show")
        }
        let opens: Opens =
            switch invocation.value("--opens") ?? "none" {
            case "all": .all
            case "none": .groups([])
            case let names: .groups(names.split(separator: ",").map(String.init))
            }
        let one = Operator(
            name: invocation.argument("NAME"),
            publicKey: try PublicKey(text: text),
            opens: opens
        )
        let session = try Session(withIdentity: invocation)
        try session.committing { registry in
            try session.editor(registry).addOperator(one)
            let line =
                "operator \(one.name), fingerprint \(one.publicKey.fingerprint), may sign now"
            invocation.terminal.note(line)
            return CommitMessage("Add operator \(one.name)", [line, "opens \(one.opens.text)"])
        }
        return .done
    }

    static let operatorList = Command(
        "operator list",
        summary: "list who vouches for the registry",
        options: [.json] + Session.options,
        examples: ["fleetseal operator list"]
    ) { invocation in
        try Session(invocation).reading { registry in
            let operators = registry.fleet.operators
            if invocation.flag("--json") {
                let list = operators.map { one -> JSONValue in
                    [
                        "name": .string(one.name), "public": .string(one.publicKey.text),
                        "fingerprint": .string(one.publicKey.fingerprint.description),
                        "opens": one.opens.json,
                    ]
                }
                try invocation.terminal.print(JSONText.indented(.array(list)))
                return
            }
            var table = Table("NAME", "OPENS", "FINGERPRINT")
            for one in operators {
                table.add("\(one.name)", "\(one.opens.text)", "\(one.publicKey.fingerprint)")
            }
            try invocation.terminal.print(table.text(for: invocation.terminal))
        }
        return .done
    }

    static let operatorRemove = Command(
        "operator remove",
        summary: "take an operator out and revoke the key",
        arguments: [.required("NAME", .operatorName)],
        options: MemberDeparture.options,
        details: """
            Revokes the key, takes its lines out of all groups and signs anew what it had signed, naming \
            the files: after a theft, look for what the operator never wrote. Every group that it could \
            open gets a new key, and values move to the new keys as far as your identity opens them; \
            what is left for somebody else is said, and fleetseal check fails until it is done. Then it \
            lists what the operator may have read and the fleet still uses. Another operator runs it. \
            All files change or none; run again, it does what is left.
            """,
        examples: ["fleetseal operator remove bob"]
    ) { invocation in
        let name = invocation.argument("NAME")
        return try MemberDeparture(invocation, of: .operator(name)).run { editor, report in
            let isIn = editor.fleet.operators.contains { $0.name == name }
            report.signedAnew = try editor.removeOperator(name).signed
            if !isIn { try requireFormer(name, editor, invocation) }
            let subject = "Remove operator \(name) and revoke the key"
            if invocation.flag("--json") { return subject }
            for path in report.signedAnew { try invocation.terminal.print(path) }
            let anew =
                report.signedAnew.isEmpty
                ? "had signed nothing that is in force"
                : "had signed the \(report.signedAnew.count) files above, which are signed by you now"
            invocation.terminal.note(
                isIn ? "operator \(name) is out and \(anew)" : "operator \(name) was out already"
            )
            return subject
        }
    }

    /// Refuses a name that no commit has as an operator's: it was mistyped.
    private static func requireFormer(
        _ name: String,
        _ editor: RegistryEditor,
        _ invocation: Invocation
    ) throws {
        let member = Member.operator(name)
        let departure = try Departure(of: member, from: editor.registry.changed())
        guard departure.held.isEmpty, try !MemberExposure(invocation).of(member).isKnown else {
            return
        }
        throw RegistryEditor.noOperator(name)
    }
}

extension Opens {
    var text: String {
        switch self {
        case .all: "all"
        case .groups(let names): names.isEmpty ? "none" : names.joined(separator: ",")
        }
    }

    var json: JSONValue {
        switch self {
        case .all: "all"
        case .groups(let names): JSONValue(names)
        }
    }
}
