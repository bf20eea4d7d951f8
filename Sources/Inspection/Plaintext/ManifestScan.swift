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
    static func bare(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let marks = [UInt8(ascii: "!"), UInt8(ascii: "&")]
        var rest = text.drop { $0.isBlank }
        while let first = rest.first, marks.contains(first) {
            rest = rest.drop { !$0.isBlank }.drop { $0.isBlank }
        }
        return rest
    }

    /// A Secret is the document, or an item of a list.
    private func offsets(in node: Node, depth: Int) -> [Int] {
        guard node.kind == .mapping, depth < 3 else { return [] }
        if node["kind"]?.equals("Secret") ?? false {
            for field in ["data", "stringData"] {
                for entry in (node[field]?.entries).map({ Array($0) }) ?? []
                where Self.isPlaintext(entry.value.text.utf8) {
                    return [entry.key.position.offset]
                }
            }
            return []
        }
        guard let items = node["items"] else { return [] }
        return items.items.flatMap { offsets(in: $0, depth: depth + 1) }
    }

    /// Whether a value is one, and not what stands for one.
    static func isPlaintext(_ text: some Collection<UInt8>) -> Bool {
        let bare = text.filter { !$0.isBlank && $0 != UInt8(ascii: "\n") }
        guard let first = bare.first else { return false }
        if bare.starts(with: "ENC[".utf8) || bare.starts(with: "{{".utf8) { return false }
        if bare.starts(with: "${".utf8) || bare.starts(with: "$(".utf8) { return false }
        return !(first == UInt8(ascii: "<") && bare.last == UInt8(ascii: ">"))
    }
}
