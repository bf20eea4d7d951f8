internal import JSON
internal import CommandLine
internal import Git
internal import Inspection
internal import Sealing

/// The commits that changed a Secret, as text and as JSON.
struct LogReport {
    let log: ValueLog
    let signers: CommitSigners

    static func limit(_ text: String?) throws -> Int {
        guard let text else { return .max }
        guard let limit = Int(text), limit > 0 else {
            throw UsageError("--limit takes a number of commits, 1 or more")
        }
        return limit
    }

    func print(to terminal: Terminal) throws {
        for (index, entry) in log.entries.enumerated() {
            let commit = entry.commit
            if index > 0 { try terminal.print("") }
            let author = Terminal.escaped("\(commit.author) <\(commit.email)>")
            let date = Today.date(secondsSince1970: commit.time)
            try terminal.print("\(terminal.styled(commit.id.short, .yellow))  \(date)  \(author)")
            try terminal.print("  \(Terminal.escaped(commit.summary))")
            if let signature = signers.signature(of: commit) {
                let text = Terminal.escaped(signature.text)
                try terminal.print("  \(terminal.styled(text, signature.isGood ? .green : .red))")
            }
            if commit.isCut {
                try terminal.print(
                    "  the first commit that this clone has: what it adds may be older"
                )
            }
            for change in entry.changes {
                try terminal.print("    \(Terminal.escaped(Self.text(change)))")
            }
        }
    }

    private static func text(_ change: ValueLog.Change) -> String {
        switch change {
        case .added(let group, let key, let id): "\(key) for \(group): added, version \(id)"
        case .changed(let group, let key, let old, let new):
            "\(key) for \(group): changed, version \(old) to \(new)"
        case .resealed(let group, let key, let id, let to):
            "\(key) for \(group): sealed again to \(to), version \(id) stays"
        case .removed(let group, let key, let id): "\(key) for \(group): removed, was version \(id)"
        case .hidden(let group, let key):
            "\(key) for \(group): taken away from what broader layers say"
        case .shown(let group, let key): "\(key) for \(group): no longer taken away"
        case .setting(let field): "\(field): changed"
        case .layersReordered: "layers: put into another order"
        case .unreadable(let path): "\(path): this version of fleetseal cannot read it"
        }
    }

    var json: JSONValue {
        .array(
            log.entries.map { entry in
                let commit = entry.commit
                let signature = signers.signature(of: commit)
                return [
                    "commit": .string(commit.id.description),
                    "date": .string(Today.date(secondsSince1970: commit.time)),
                    "author": .string(commit.author), "email": .string(commit.email),
                    "summary": .string(commit.summary),
                    "signature": JSONValue(signature?.text),
                    "signatureIsGood": signature.map { .boolean($0.isGood) } ?? .null,
                    "shallow": .boolean(commit.isCut),
                    "changes": .array(entry.changes.map(Self.json)),
                ]
            }
        )
    }

    private static func json(_ change: ValueLog.Change) -> JSONValue {
        func value(_ what: JSONValue, _ from: ValueID?, _ to: ValueID?) -> JSONValue {
            [
                "change": what, "key": JSONValue(change.key), "group": JSONValue(change.group),
                "from": JSONValue(from?.text), "to": JSONValue(to?.text),
            ]
        }
        return switch change {
        case .added(_, _, let id): value("added", nil, id)
        case .changed(_, _, let old, let new): value("changed", old, new)
        case .resealed(_, _, let id, _): value("resealed", id, id)
        case .removed(_, _, let id): value("removed", id, nil)
        case .hidden: value("hidden", nil, nil)
        case .shown: value("shown", nil, nil)
        case .setting(let field): ["change": "setting", "field": .string(field)]
        case .layersReordered: ["change": "layersReordered"]
        case .unreadable(let path): ["change": "unreadable", "path": .string(path)]
        }
    }
}
