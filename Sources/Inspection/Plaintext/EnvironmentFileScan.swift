/// Looks for files of environment variables: `.env`, `.env.NAME` and `NAME.env` with a value in them.
struct EnvironmentFileScan {
    let file: FileText

    private static let samples = [".example", ".sample", ".template", ".dist", ".tpl"]

    /// Where the first variable with a value stands.
    func offset() -> Int? {
        guard isNamedSo else { return nil }
        var start = file.markLength
        for line in file.bytes.dropFirst(start).split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ) {
            if let indent = Self.assignment(line) { return start + indent }
            start += line.count + 1
        }
        return nil
    }

    private var isNamedSo: Bool {
        let name = file.name.lowercased()
        guard name == ".env" || name.hasPrefix(".env.") || name.hasSuffix(".env") else {
            return false
        }
        return !Self.samples.contains { name.hasSuffix($0) || name.hasSuffix($0 + ".env") }
    }

    /// Where a line `NAME=value` begins behind its blanks; nothing if it is none, or without a value.
    private static func assignment(_ line: ArraySlice<UInt8>) -> Int? {
        let indent = line.prefix { $0.isBlank }.count
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        var name = line[..<equals].dropFirst(indent)
        if name.starts(with: "export ".utf8) { name = name.dropFirst(7).drop { $0.isBlank } }
        while let last = name.last, last.isBlank { name = name.dropLast() }
        let isName =
            !name.isEmpty
            && name.allSatisfy { $0.isBase64 && $0 != UInt8(ascii: "/") || $0 == UInt8(ascii: "_") }
        let value = line[(equals + 1)...].filter {
            !$0.isBlank && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'")
                && $0 != UInt8(ascii: "\r")
        }
        guard isName, let first = value.first, first != UInt8(ascii: "#") else { return nil }
        return ManifestScan.isPlaintext(value) ? indent : nil
    }
}
