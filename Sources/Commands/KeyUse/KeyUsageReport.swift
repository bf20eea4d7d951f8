internal import JSON
internal import CommandLine
internal import Documents
internal import Inspection
internal import Sealing
internal import YAML

/// What `keys usage` prints.
struct KeyUsageReport {
    private let keys: [KeyUse]
    /// Every place where a key is used, instead of counts.
    private let showsPlaces: Bool

    init(_ keys: [KeyUse], showsPlaces: Bool) {
        self.keys = keys
        self.showsPlaces = showsPlaces
    }

    // MARK: Text

    func print(_ terminal: Terminal) throws {
        guard !showsPlaces else {
            for (index, key) in keys.enumerated() {
                if index > 0 { try terminal.print("") }
                try printPlaces(key, terminal)
            }
            return
        }
        var table = Table("KEY", "OF", "STATE", "MADE", "VALUES", "SECRETS", "LINES")
        for key in keys {
            let isGroup = key.owner.kind == "group"
            table.add(
                Table.Cell(key.id.text),
                Table.Cell(key.owner.description),
                Self.state(key),
                Table.Cell(key.created ?? ""),
                isGroup ? Table.Cell(String(key.values.count)) : "",
                isGroup ? Table.Cell(String(key.secrets)) : "",
                Table.Cell(String(isGroup ? key.recipients : key.lines.count))
            )
        }
        try terminal.print(table.text(for: terminal))
    }

    private static func state(_ key: KeyUse) -> Table.Cell {
        let isOdd = key.isUsed && (key.state == .unknown || key.state == .revoked)
        return Table.Cell(key.state.rawValue, isOdd ? .red : key.state == .retired ? .yellow : nil)
    }

    private func printPlaces(_ key: KeyUse, _ terminal: Terminal) throws {
        let made = key.created.map { ", made \($0)" } ?? ""
        try terminal.print("key      \(key.id) of \(key.owner), \(key.state.rawValue)\(made)")
        if let publicKey = key.publicKey {
            try terminal.print("         \(publicKey.fingerprint)")
        }
        if let path = key.path {
            let line = key.position.map { ":\($0.line)" } ?? ""
            try terminal.print("place    \(Terminal.escaped(path))\(line)")
        }
        if key.owner.kind == "group" {
            try terminal.print("opened   by \(String(key.recipients, "line"))")
            try terminal.print(
                "values   \(key.values.count) in \(String(key.secrets, "secret"))"
            )
        } else {
            try terminal.print("opens    \(String(key.lines.count, "group key"))")
        }
        let places = table(key)
        if !places.isEmpty { try terminal.print("\n" + places.text(for: terminal)) }
    }

    private func table(_ key: KeyUse) -> Table {
        guard key.owner.kind == "group" else {
            var table = Table("GROUP", "KEY", "PLACE")
            for line in key.lines {
                table.add(
                    Table.Cell(line.group),
                    Table.Cell(line.groupKey.text),
                    Table.Cell("\(line.path):\(line.position.line)")
                )
            }
            return table
        }
        var table = Table("SECRET", "KEY", "VALUE", "PLACE")
        for value in key.values {
            table.add(
                Table.Cell(value.title),
                Table.Cell(value.key),
                Table.Cell(value.id.text),
                Table.Cell("\(value.path):\(value.position.line)")
            )
        }
        return table
    }

    // MARK: JSON

    /// Without a key's id the places are left out, which may be many.
    var json: JSONValue { .array(keys.map(json)) }

    private func json(_ key: KeyUse) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .string(key.id.text)),
            .init("owner", .string(key.owner.kind)),
            .init("name", .string(key.owner.name)),
            .init("state", .string(key.state.rawValue)),
            .init("created", JSONValue(key.created)),
            .init("fingerprint", JSONValue(key.publicKey?.fingerprint.description)),
            .init("valueCount", .integer(key.values.count)),
            .init("secretCount", .integer(key.secrets)),
            .init("recipientCount", .integer(key.recipients)),
            .init("lineCount", .integer(key.lines.count)),
        ]
        guard showsPlaces else { return .object(members) }
        members.append(.init("values", .array(key.values.map(Self.json))))
        members.append(.init("lines", .array(key.lines.map(Self.json))))
        return .object(members)
    }

    private static func json(_ value: KeyUse.Value) -> JSONValue {
        [
            "secret": .string(value.title), "key": .string(value.key),
            "value": .string(value.id.text),
            "path": .string(value.path), "line": .integer(value.position.line),
        ]
    }

    private static func json(_ line: KeyUse.Line) -> JSONValue {
        [
            "group": .string(line.group), "key": .string(line.groupKey.text),
            "path": .string(line.path), "line": .integer(line.position.line),
        ]
    }
}
