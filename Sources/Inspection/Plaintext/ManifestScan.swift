internal import YAML

/// Looks for Secrets of Kubernetes in YAML and JSON: `kind: Secret` with something in `data` or
/// `stringData`.
///
/// What stands there as a placeholder, and what SOPS has encrypted, is no plaintext.
struct ManifestScan {
    let file: FileText

    /// Where the first value of each Secret stands.
    func offsets() -> [Int] {
        guard
            file.name.hasSuffix(".yaml") || file.name.hasSuffix(".yml")
                || file.name.hasSuffix(".json"),
            namesKind()
        else { return [] }
        if let parsed = try? YAMLFile(file.bytes) {
            return parsed.documents.flatMap { offsets(in: $0, depth: 0) }
        }
        return LooseManifest(file).offsets()
    }

    /// Whether `kind: Secret` stands somewhere: few files come past this.
    private func namesKind() -> Bool {
        var next = file.search.first("Secret", from: 0)
        while let start = next {
            if Self.isKind(file, at: start) { return true }
            next = file.search.first("Secret", from: start + 6)
        }
        return false
    }

    /// Whether `Secret` at this place is the whole value of a key `kind`.
    static func isKind(_ file: FileText, at start: Int) -> Bool {
        let end = start + 6
        if end < file.bytes.count, file.bytes[end].isBase64 || file.bytes[end] == UInt8(ascii: "-")
        {
            return false
        }
        var index = start - 1
        func skip(_ isSkipped: (UInt8) -> Bool) {
            while index >= 0, isSkipped(file.bytes[index]) { index -= 1 }
        }
        let isQuote = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
        skip { isQuote($0) || $0.isBlank }
        guard index >= 0, file.bytes[index] == UInt8(ascii: ":") else { return false }
        index -= 1
        skip { isQuote($0) || $0.isBlank }
        return file.search.has("kind", at: index - 3)
    }

    /// A Secret is the document, or an item of a list.
    private func offsets(in node: Node, depth: Int) -> [Int] {
        guard node.kind == .mapping, depth < 3 else { return [] }
        if node["kind"]?.equals("Secret") ?? false {
            for field in ["data", "stringData"] {
                for entry in (node[field]?.entries).map({ Array($0) }) ?? []
                where Self.isPlaintext(entry.value.text) {
                    return [entry.key.position.offset]
                }
            }
            return []
        }
        guard let items = node["items"] else { return [] }
        return items.items.flatMap { offsets(in: $0, depth: depth + 1) }
    }

    /// Whether a value is one, and not what stands for one.
    static func isPlaintext(_ text: String) -> Bool {
        let bare = text.utf8.filter { !$0.isBlank && $0 != UInt8(ascii: "\n") }
        guard let first = bare.first else { return false }
        if bare.starts(with: "ENC[".utf8) || bare.starts(with: "{{".utf8) { return false }
        if bare.starts(with: "${".utf8) || bare.starts(with: "$(".utf8) { return false }
        return !(first == UInt8(ascii: "<") && bare.last == UInt8(ascii: ">"))
    }
}

/// A manifest that is no YAML before a template engine has read it: judged by its lines.
private struct LooseManifest {
    private let file: FileText
    private let lines: [(start: Int, indent: Int, text: Substring.UTF8View)]

    init(_ file: FileText) {
        self.file = file
        var lines: [(start: Int, indent: Int, text: Substring.UTF8View)] = []
        var start = 0
        for line in file.bytes.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ) {
            let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
            let text = String(decoding: line.dropFirst(indent), as: UTF8.self)
            lines.append((start, indent, Substring(text).utf8))
            start += line.count + 1
        }
        self.lines = lines
    }

    func offsets() -> [Int] {
        var found: [Int] = []
        var isSecret = false
        var block: (indent: Int, first: Int?)?
        func end() {
            if isSecret, let first = block?.first { found.append(first) }
            (isSecret, block) = (false, nil)
        }
        for line in lines {
            let text = String(Substring(line.text))
            if text.hasPrefix("---") { end() }
            if line.indent == 0, isSecretKind(text) { isSecret = true }
            if line.indent == 0, text.hasPrefix("data:") || text.hasPrefix("stringData:") {
                if block?.first == nil { block = (0, nil) }
            } else if line.indent == 0, !text.isEmpty, !text.hasPrefix("#"), !text.hasPrefix("{{"),
                block?.first == nil
            {
                block = nil
            } else if line.indent > 0, let open = block, open.first == nil, isAssignment(text) {
                block = (open.indent, line.start + line.indent)
            }
        }
        end()
        return found
    }

    private func isSecretKind(_ text: String) -> Bool {
        guard text.hasPrefix("kind:") else { return false }
        let value = text.utf8.dropFirst(5).filter {
            !$0.isBlank && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'")
                && $0 != UInt8(ascii: "\r")
        }
        return value.elementsEqual("Secret".utf8)
    }

    /// `key: value` with a value that no template engine puts in.
    private func isAssignment(_ text: String) -> Bool {
        guard !text.hasPrefix("#"), !text.hasPrefix("{{"),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        var value = text[text.utf8.index(after: colon)...]
        while let first = value.first, first == " " || first == "\"" || first == "'" {
            value = value.dropFirst()
        }
        while let last = value.last, last == " " || last == "\"" || last == "'" || last == "\r" {
            value = value.dropLast()
        }
        return !value.hasPrefix("|") && !value.hasPrefix(">")
            && ManifestScan.isPlaintext(String(value))
    }
}
