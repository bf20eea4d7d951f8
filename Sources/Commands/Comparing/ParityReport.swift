internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection

/// What `parity` prints.
struct ParityReport {
    private let parity: GroupParity

    init(_ parity: GroupParity) {
        self.parity = parity
    }

    // MARK: Text

    func print(_ terminal: Terminal) throws {
        try print(parity.lackedByFirst, parity.first, parity.second, terminal)
        try terminal.print("")
        try print(parity.lackedBySecond, parity.second, parity.first, terminal)
    }

    private func print(
        _ secrets: [GroupParity.Secret],
        _ lacking: GroupParity.Side,
        _ having: GroupParity.Side,
        _ terminal: Terminal
    ) throws {
        let keys = secrets.reduce(0) { $0 + $1.gaps.count }
        guard keys > 0 else {
            return try terminal.print("\(lacking.group) lacks nothing that \(having.group) has")
        }
        let whole = secrets.count(where: \.isWhole)
        try terminal.print(
            terminal.styled(
                "\(lacking.group) lacks \(String(keys, "key")) in \(String(secrets.count, "secret")) that \(having.group) has\(whole > 0 ? ", \(String(whole, "secret")) whole" : "")",
                .bold
            )
        )
        var table = Table("SECRET", "KEY", "LACKED BY", "HAD BY", "")
        for secret in secrets {
            for gap in secret.gaps {
                table.add(
                    Table.Cell(secret.title),
                    Table.Cell(gap.key),
                    Table.Cell(share(gap.lacking, of: lacking)),
                    Table.Cell(share(gap.having, of: having)),
                    Table.Cell(note(gap, secret))
                )
            }
        }
        try terminal.print(table.text(for: terminal))
    }

    /// `all 3`, or `2 of 9: eu-west-1, us-east-1`.
    private func share(_ clusters: ClusterSet, of side: GroupParity.Side) -> String {
        let (count, all) = (clusters.count, side.members.count)
        guard count < all else { return "all \(all)" }
        let names = parity.census.names(clusters)
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return "\(count) of \(all): \(names.prefix(3).joined(separator: ", "))\(more)"
    }

    private func note(_ gap: GroupParity.Gap, _ secret: GroupParity.Secret) -> String {
        var notes: [String] = []
        if secret.isWhole {
            notes.append("whole secret")
        } else if !gap.unaddressed.isEmpty {
            let isAll = gap.unaddressed.count == gap.lacking.count
            notes.append("secret is not for \(isAll ? "them" : String(gap.unaddressed.count))")
        }
        if !gap.blocked.isEmpty {
            let isAll = gap.blocked.count == gap.lacking.count
            notes.append(isAll ? "gets nothing" : "\(gap.blocked.count) get nothing")
        }
        if gap.isOptional { notes.append("optional") }
        if !gap.removed.isEmpty {
            let isAll = gap.removed.count == gap.lacking.count
            notes.append(isAll ? "removed" : "removed on \(gap.removed.count)")
        }
        return notes.joined(separator: ", ")
    }

    // MARK: JSON

    var json: JSONValue {
        [
            "first": side(parity.first), "second": side(parity.second),
            "lackedByFirst": list(parity.lackedByFirst, parity.first, parity.second),
            "lackedBySecond": list(parity.lackedBySecond, parity.second, parity.first),
        ]
    }

    private func side(_ side: GroupParity.Side) -> JSONValue {
        [
            "group": .string(side.group), "clusters": JSONValue(parity.census.names(side.members)),
        ]
    }

    private func list(
        _ secrets: [GroupParity.Secret],
        _ lacking: GroupParity.Side,
        _ having: GroupParity.Side
    ) -> JSONValue {
        .array(
            secrets.map { secret in
                [
                    "secret": .string(secret.title),
                    "path": .string(secret.entry.document.path),
                    "whole": .boolean(secret.isWhole),
                    "keys": .array(secret.gaps.map { json($0, lacking, having) }),
                ]
            }
        )
    }

    private func json(
        _ gap: GroupParity.Gap,
        _ lacking: GroupParity.Side,
        _ having: GroupParity.Side
    ) -> JSONValue {
        [
            "key": .string(gap.key),
            "optional": .boolean(gap.isOptional),
            "lackedByAll": .boolean(gap.lacking.count == lacking.members.count),
            "lackedBy": JSONValue(parity.census.names(gap.lacking)),
            "notFor": JSONValue(parity.census.names(gap.unaddressed)),
            "getNothing": JSONValue(parity.census.names(gap.blocked)),
            "removedFrom": JSONValue(parity.census.names(gap.removed)),
            "hadByAll": .boolean(gap.having.count == having.members.count),
            "hadBy": JSONValue(parity.census.names(gap.having)),
        ]
    }
}
