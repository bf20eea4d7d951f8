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
        if let parsed = try? YAMLFile(Array(file.bytes.dropFirst(file.markLength))) {
            return parsed.documents.flatMap { offsets(in: $0, depth: 0) }
                .map { $0 + file.markLength }
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
        skip(isBetween)
        // `kind: !!str Secret`, `kind: &a Secret`
        while index >= 0, file.bytes[index] != UInt8(ascii: ":") {
            let end = index
            skip { !isBetween($0) }
            let first = file.bytes[index + 1]
            guard index < end, first == UInt8(ascii: "!") || first == UInt8(ascii: "&") else {
                return false
            }
            skip(isBetween)
        }
        index -= 1
        skip(isBetween)
        return file.search.has("kind", at: index - 3)
    }

    /// Whether a byte may stand between a key, its colon and its value.
    private static func isBetween(_ byte: UInt8) -> Bool {
        byte.isBlank || [UInt8(ascii: "\""), UInt8(ascii: "'"), 0x0A, 0x0D].contains(byte)
    }

    /// A value without the tags and anchors before it.
    static func bare(_ text: Substring) -> Substring {
        var rest = text.drop { $0 == " " || $0 == "\t" }
        while let first = rest.first, first == "!" || first == "&" {
            rest = rest.drop { $0 != " " }.drop { $0 == " " }
        }
        return rest
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

/// A manifest that is no YAML before a template engine has read it, or has tags or anchors: judged by
/// its lines.
private struct LooseManifest {
    private let file: FileText
    private let lines: [(start: Int, indent: Int, text: Substring.UTF8View)]

    init(_ file: FileText) {
        self.file = file
        var lines: [(start: Int, indent: Int, text: Substring.UTF8View)] = []
        var start = file.markLength
        for line in file.bytes.dropFirst(start).split(
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
        var previous = ""
        for line in lines {
            let text = String(Substring(line.text))
            if text.hasPrefix("---") { end() }
            let pair = previous.hasPrefix("? kind") ? "kind" + text : text
            if line.indent == 0, isSecretKind(pair) { isSecret = true }
            previous = text
            if line.indent == 0, text.hasPrefix("data:") || text.hasPrefix("stringData:") {
                if block?.first == nil { block = (0, flow(text).map { line.start + $0 }) }
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
        let value = ManifestScan.bare(text.dropFirst(5)).utf8.filter {
            !$0.isBlank && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'")
                && $0 != UInt8(ascii: "\r")
        }
        return value.elementsEqual("Secret".utf8)
    }

    /// Where the first value of `data: {key: value}` stands in its line.
    private func flow(_ text: String) -> Int? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = ManifestScan.bare(text[text.index(after: colon)...])
        guard rest.first == "{", !rest.hasPrefix("{{") else { return nil }
        for item in rest.dropFirst().split(separator: ",") {
            let entry = item.drop { $0 == " " }
            let value = entry.prefix { $0 != "}" }
            guard isAssignment(String(value)) else { continue }
            return text.utf8.distance(from: text.startIndex, to: entry.startIndex)
        }
        return nil
    }

    /// `key: value` with a value that no template engine puts in.
    private func isAssignment(_ text: String) -> Bool {
        guard !text.hasPrefix("#"), !text.hasPrefix("{{"),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        var value = ManifestScan.bare(text[text.utf8.index(after: colon)...])
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
