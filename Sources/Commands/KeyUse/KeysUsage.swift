internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import Sealing

extension Command {
    static let keysUsage = Command(
        "keys usage",
        summary: "show what is sealed to which key",
        arguments: [.optional("KEYID")],
        options: [.json] + Session.options,
        details: """
            Values are sealed to keys of groups; keys of groups are sealed, a line each, to keys of \
            clusters and operators. Without KEYID: all keys with their state and counts. With one: \
            every place. Opens nothing and needs no private key.
            """,
        examples: ["fleetseal keys usage", "fleetseal keys usage kabcdefghijk"]
    ) { invocation in
        let id = try invocation.optional("KEYID").map { text in
            guard let id = KeyID(text) else {
                throw UsageError(
                    "KEYID is not an id of a key",
                    hint: "ids are k and 11 characters; fleetseal keys usage lists them"
                )
            }
            return id
        }
        try Session(invocation).reading { registry in
            let entries = try SecretStore(registry.tree).all()
            let inventory = try KeyInventory(registry, entries)
            let keys = id.map(inventory.keys(named:)) ?? inventory.keys
            if let id, keys.isEmpty {
                throw Failure(
                    "find key \(id): nothing in the fleet has this id or is sealed to it",
                    hint: "fleetseal keys usage lists all keys; in older commits it may occur"
                )
            }
            let report = KeyUsageReport(keys, showsPlaces: id != nil)
            if invocation.flag("--json") {
                try invocation.terminal.print(JSONText.indented(report.json))
            } else {
                try report.print(invocation.terminal)
            }
        }
        return .done
    }
}
