internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// Writes opened values to standard output, from secret memory.
struct OpenedOutput {
    enum Format: String {
        case yaml, json, env, raw

        init(_ invocation: Invocation) throws {
            self =
                invocation.value("--output").flatMap(Format.init(rawValue:))
                ?? (invocation.value("--key") == nil ? .yaml : .raw)
            if self == .raw, invocation.value("--key") == nil {
                throw UsageError("--output raw needs --key")
            }
        }
    }

    let terminal: Terminal
    let document: SecretDocument
    let isMasked: Bool

    func print(_ secret: borrowing OpenedSecret, as format: Format, only key: String?) throws {
        let items = secret.items.filter { key == nil || $0.key == key }
        if let key, items.isEmpty {
            throw Failure(
                "open \(document.title): it has no key \(key.escapedForMessage)",
                hint: "keys: \(secret.items.map(\.key).joined(separator: ", "))"
            )
        }
        switch format {
        case .raw:
            for item in items { try write(secret, item) }
        case .env:
            for item in items { try env(secret, item) }
        case .yaml: try yaml(secret, items)
        case .json: try json(secret, items)
        }
        if isMasked { terminal.note("values are masked on a terminal: --reveal shows them") }
    }

    private func write(_ secret: borrowing OpenedSecret, _ item: OpenedSecret.Item) throws {
        guard !isMasked else {
            try terminal.print(Self.mask(item))
            return
        }
        try terminal.write(secret.value(item))
    }

    private func yaml(_ secret: borrowing OpenedSecret, _ items: [OpenedSecret.Item]) throws {
        var head: [(String, Content)] = [
            ("apiVersion", .string("v1")), ("kind", .string("Secret")),
            ("metadata", .mapping(metadata)), ("type", .string(document.type)),
        ]
        if document.immutable { head.append(("immutable", .bare("true"))) }
        try terminal.print(
            String(decoding: YAMLWriter.file([.mapping(head)]), as: UTF8.self),
            end: ""
        )
        try terminal.print(items.isEmpty ? "data: {}" : "data:")
        for item in items {
            // In quotes: base64 may be empty, or read as a number or a date.
            try terminal.print("  \(Self.name(item.key)): \"", end: "")
            try base64(secret, item)
            try terminal.print("\"")
        }
    }

    private func json(_ secret: borrowing OpenedSecret, _ items: [OpenedSecret.Item]) throws {
        var marks: [JSONValue.Member] = [
            .init("name", .string(document.name)), .init("namespace", .string(document.namespace)),
        ]
        for (name, pairs) in [
            ("labels", document.template?.labels), ("annotations", document.template?.annotations),
        ] {
            guard let pairs, !pairs.isEmpty else { continue }
            marks.append(.init(name, .object(pairs.map { .init($0.key, .string($0.value)) })))
        }
        try terminal.print("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":", end: "")
        try terminal.print(JSONText.indented(.object(marks)), end: "")
        try terminal.print(",\"type\":\(JSONText.indented(.string(document.type)))", end: "")
        if document.immutable { try terminal.print(",\"immutable\":true", end: "") }
        try terminal.print(",\"data\":{", end: "")
        for (index, item) in items.enumerated() {
            try terminal.print("\(index == 0 ? "" : ",")\"\(item.key)\":\"", end: "")
            try base64(secret, item)
            try terminal.print("\"", end: "")
        }
        try terminal.print("}}")
    }

    private var metadata: [(String, Content)] {
        var fields: [(String, Content)] = [
            ("name", .string(document.name)), ("namespace", .string(document.namespace)),
        ]
        for (name, pairs) in [
            ("labels", document.template?.labels), ("annotations", document.template?.annotations),
        ] {
            guard let pairs, !pairs.isEmpty else { continue }
            fields.append((name, .mapping(pairs.map { ($0.key, .string($0.value)) })))
        }
        return fields
    }

    private func base64(_ secret: borrowing OpenedSecret, _ item: OpenedSecret.Item) throws {
        guard !isMasked else {
            try terminal.print(Self.mask(item), end: "")
            return
        }
        var arena = SecretArena()
        let range = Base64.encode(secret: secret.value(item), into: &arena)
        try terminal.write(arena.bytes(range))
    }

    /// `KEY='value'`, so that a shell takes every byte as it is.
    private func env(_ secret: borrowing OpenedSecret, _ item: OpenedSecret.Item) throws {
        let isName = item.key.utf8.allSatisfy { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }
        guard isName, let first = item.key.utf8.first,
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else {
            throw Failure(
                "open \(document.title) as variables: \(item.key) cannot be a variable's name",
                hint: "use --output json or yaml, or --key"
            )
        }
        guard !isMasked else {
            try terminal.print("\(item.key)=\(Self.mask(item))")
            return
        }
        let value = secret.value(item)
        guard !value.contains(0) else {
            throw Failure(
                "open \(document.title) as variables: the value of \(item.key) is binary",
                hint: "use --output json or yaml, or --key"
            )
        }
        var arena = SecretArena()
        let range = arena.append(capacity: value.byteCount * 4 + 3) { output in
            output.append(text: "'")
            for offset in 0..<value.byteCount {
                if value.byte(offset) == UInt8(ascii: "'") {
                    output.append(text: "'\\''")
                } else {
                    output.append(value.byte(offset))
                }
            }
            output.append(text: "'\n")
        }
        try terminal.print("\(item.key)=", end: "")
        try terminal.write(arena.bytes(range))
    }

    private static func mask(_ item: OpenedSecret.Item) -> String { "•••••• (\(item.count) bytes)" }

    /// A key as YAML writes it: quoted where it would read as something else.
    private static func name(_ key: String) -> String {
        let line = String(decoding: YAMLWriter.file([.flowSequence([.string(key)])]), as: UTF8.self)
        return String(line.dropFirst().prefix { $0 != "]" && $0 != "\n" })
    }
}

extension RawSpan {
    fileprivate func contains(_ byte: UInt8) -> Bool {
        for offset in 0..<byteCount where self.byte(offset) == byte { return true }
        return false
    }
}
