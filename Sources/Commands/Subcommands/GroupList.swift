internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

extension Command {
    static let groupList = Command(
        "group list",
        summary: "list the groups with their members and keys",
        options: [.json] + Session.options,
        examples: ["fleetseal group list"]
    ) { invocation in
        try Session(invocation).reading { registry in
            let groups = try registry.allGroups().filter { $0.removed == nil }.map(\.document)
            if invocation.flag("--json") {
                try invocation.terminal.print(
                    JSONText.indented(.array(groups.map(GroupReport.json)))
                )
                return
            }
            var table = Table("NAME", "CLUSTERS", "KEY", "STATE", "SELECTS")
            for group in groups {
                table.add(
                    "\(group.name)",
                    "\(group.clusters.count)",
                    "\(group.activeKey?.id.text ?? "none")",
                    "\(GroupReport.state(group))",
                    "\(GroupReport.selects(group))"
                )
            }
            try invocation.terminal.print(table.text(for: invocation.terminal))
        }
        return .done
    }

    static let groupShow = Command(
        "group show",
        summary: "show one group: keys, members, who can open it",
        arguments: [.required("NAME", .group)],
        options: [.json] + Session.options,
        examples: ["fleetseal group show production"]
    ) { invocation in
        try Session(invocation).reading { registry in
            let group = try registry.group(invocation.argument("NAME")).document
            if invocation.flag("--json") {
                try invocation.terminal.print(JSONText.indented(GroupReport.json(group)))
            } else {
                try GroupReport.print(group, invocation.terminal)
            }
        }
        return .done
    }
}

enum GroupReport {
    static func selects(_ group: GroupDocument) -> String {
        switch group.membership {
        case .all: "all clusters"
        case .cluster(let name): "cluster \(name)"
        case .select(let selector): selector.description
        case nil: ""
        }
    }

    static func state(_ group: GroupDocument) -> String {
        guard let key = group.activeKey else { return "no active key" }
        if !key.rekeyDue.isEmpty { return "due for a new key" }
        return group.keys.contains { $0.state == .retired } ? "values to reseal" : "ok"
    }

    static func json(_ group: GroupDocument) -> JSONValue {
        [
            "name": .string(group.name),
            "selects": .string(selects(group)),
            "epoch": .integer(group.epoch),
            "signedBy": .string(group.signature.operatorName),
            "clusters": JSONValue(group.clusters.sorted()),
            "keys": .array(group.keys.map(json)),
        ]
    }

    static func print(_ group: GroupDocument, _ terminal: Terminal) throws {
        try terminal.print("name      \(group.name)")
        try terminal.print("selects   \(selects(group))")
        try terminal.print("signed    by \(group.signature.operatorName), epoch \(group.epoch)")
        for key in group.keys {
            try terminal.print(
                "key       \(key.id) \(key.state.rawValue), made \(key.item.created)"
            )
            try terminal.print("          \(key.publicKey.fingerprint)")
            if !key.rekeyDue.isEmpty {
                try terminal.print(
                    "          due for a new key: \(key.rekeyDue.map(\.text).joined(separator: ", ")) left"
                )
            }
            for line in key.sealedTo { try terminal.print("          \(line.text)") }
        }
    }

    private static func json(_ key: GroupKey) -> JSONValue {
        [
            "id": .string(key.id.text), "state": .string(key.state.rawValue),
            "created": .string(key.item.created), "public": .string(key.publicKey.text),
            "fingerprint": .string(key.publicKey.fingerprint.description),
            "rekeyDue": JSONValue(key.rekeyDue.map(\.text)),
            "sealedTo": JSONValue(key.sealedTo.map(\.text)),
        ]
    }
}
