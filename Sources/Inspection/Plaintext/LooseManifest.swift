/// A manifest that is no YAML before a template engine has read it, or has tags or anchors: judged by
/// its lines.
///
/// They are bytes here: nobody promises that they are UTF-8, and a place in a text that was mended is
/// none in the file.
struct LooseManifest {
    private let lines: [(indent: Int, text: ArraySlice<UInt8>)]

    init(_ file: FileText) {
        lines = file.bytes.dropFirst(file.markLength).split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ).map { line in
            let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
            return (indent, line.dropFirst(indent))
        }
    }

    /// Where the first value of each Secret stands.
    func offsets() -> [Int] {
        var found: [Int] = []
        var isSecret = false
        var isInData = false
        var first: Int?
        func end() {
            if isSecret, let first { found.append(first) }
            (isSecret, isInData, first) = (false, false, nil)
        }
        var previous = ArraySlice<UInt8>()
        for (indent, text) in lines {
            if text.starts(with: "---".utf8) { end() }
            if indent == 0, isSecretKind(text, after: previous) { isSecret = true }
            previous = text
            guard first == nil else { continue }
            if indent > 0 {
                if isInData, isAssignment(text) { first = text.startIndex }
            } else if text.starts(with: "data:".utf8) || text.starts(with: "stringData:".utf8) {
                isInData = true
                first = flow(text)
            } else if !text.isEmpty, !isLeftOut(text) {
                isInData = false
            }
        }
        end()
        return found
    }

    /// `kind: Secret`, or the same on two lines, the first of which begins with `? kind`.
    private func isSecretKind(_ text: ArraySlice<UInt8>, after previous: ArraySlice<UInt8>) -> Bool
    {
        let value: ArraySlice<UInt8>
        if text.starts(with: "kind:".utf8) {
            value = text.dropFirst(5)
        } else if previous.starts(with: "? kind".utf8), text.first == UInt8(ascii: ":") {
            value = text.dropFirst()
        } else {
            return false
        }
        return ManifestScan.bare(value).filter { !$0.isBlank && !Self.isQuoteOrReturn($0) }
            .elementsEqual("Secret".utf8)
    }

    /// Where the first value of `data: {key: value}` stands.
    private func flow(_ text: ArraySlice<UInt8>) -> Int? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = ManifestScan.bare(text[(colon + 1)...])
        guard rest.first == UInt8(ascii: "{"), !rest.starts(with: "{{".utf8) else { return nil }
        return rest.dropFirst().split(separator: UInt8(ascii: ",")).lazy
            .map { item in item.drop { $0.isBlank } }
            .first { entry in isAssignment(entry.prefix { $0 != UInt8(ascii: "}") }) }?
            .startIndex
    }

    /// `key: value` with a value that no template engine puts in.
    private func isAssignment(_ text: ArraySlice<UInt8>) -> Bool {
        guard !isLeftOut(text), let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            return false
        }
        func isAround(_ byte: UInt8) -> Bool { byte.isBlank || Self.isQuoteOrReturn(byte) }
        var value = ManifestScan.bare(text[(colon + 1)...]).drop(while: isAround)
        while let last = value.last, isAround(last) { value = value.dropLast() }
        let isBlock = value.first == UInt8(ascii: "|") || value.first == UInt8(ascii: ">")
        return !isBlock && ManifestScan.isPlaintext(value)
    }

    /// A comment, or a line for the template engine.
    private func isLeftOut(_ text: ArraySlice<UInt8>) -> Bool {
        text.first == UInt8(ascii: "#") || text.starts(with: "{{".utf8)
    }

    private static func isQuoteOrReturn(_ byte: UInt8) -> Bool {
        [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\r")].contains(byte)
    }
}
