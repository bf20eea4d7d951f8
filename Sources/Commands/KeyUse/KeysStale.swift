internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import Sealing
internal import YAML

extension Command {
    static let keysStale = Command(
        "keys stale",
        summary: "list keys and values that wait for the next step of a rotation",
        options: [
            .value("--older-than", "AGE", "also active keys of this age: 90d, 12w"), .json,
        ] + Session.options,
        details: """
            Values under retired, revoked or unknown keys, groups that are due for a new key, keys of \
            clusters that are not in use yet or no longer, and what to run for each. Exits with 3 if \
            there is any. Opens nothing and needs no private key.
            """,
        examples: ["fleetseal keys stale", "fleetseal keys stale --older-than 90d --json"]
    ) { invocation in
        let age = try invocation.value("--older-than").map { text in
            guard let age = Age(text) else {
                throw UsageError("--older-than is not an age", hint: "days or weeks: 90d, 12w")
            }
            return age
        }
        return try Session(invocation).reading { registry in
            let entries = try SecretStore(registry.tree).all()
            let inventory = try KeyInventory(registry, entries)
            let stale = StaleKeys(inventory, olderThan: age, today: Today.utc()).found
            let report = StaleKeysReport(stale)
            if invocation.flag("--json") {
                try invocation.terminal.print(JSONText.indented(report.json))
            } else {
                try report.print(invocation.terminal)
            }
            return stale.isEmpty ? .done : .findings
        }
    }
}

/// What `keys stale` prints.
struct StaleKeysReport {
    private let stale: [StaleKey]

    init(_ stale: [StaleKey]) {
        self.stale = stale
    }

    func print(_ terminal: Terminal) throws {
        guard !stale.isEmpty else {
            return try terminal.print("nothing waits")
        }
        for (index, key) in stale.enumerated() {
            if index > 0 { try terminal.print("") }
            let place = key.path + (key.position.map { ":\($0.line)" } ?? "")
            let what = terminal.styled(key.kind.rawValue, .yellow)
            try terminal.print("\(Terminal.escaped(place)): \(what)")
            try terminal.print("  \(key.owner), key \(key.id): \(Terminal.escaped(key.text))")
            try terminal.print("  run: \(key.command)")
        }
    }

    var json: JSONValue {
        .array(
            stale.map { key in
                [
                    "kind": .string(key.kind.rawValue),
                    "owner": .string(key.owner.kind),
                    "name": .string(key.owner.name),
                    "key": .string(key.id.text),
                    "path": .string(key.path),
                    "line": key.position.map { .integer($0.line) } ?? .null,
                    "text": .string(key.text),
                    "count": .integer(key.count),
                    "run": .string(key.command),
                ]
            }
        )
    }
}
