/// What a commit is about to do: enough for the next run to finish or to undo it.
///
/// As text, one line each, in this order; paths have spaces, controls and `%` as `%xx`:
///
///     fleetseal journal 1
///     folder PATH                       made for the change, gone again if it is undone
///     write PATH TEMPORARY OLD NEW      OLD and NEW are LENGTH:HASH, or - for no file
///     sum HASH                          over all bytes before this line
struct JournalRecord: Equatable, Sendable {
    /// The change of one file.
    struct Entry: Equatable, Sendable {
        let path: RelativePath
        /// The name, in the same folder, under which the new bytes wait or the old ones leave.
        let temporary: String
        let old: ContentMark?
        /// Nothing for a removal.
        let new: ContentMark?

        var temporaryPath: RelativePath { path.beside(temporary) }
    }

    /// Outermost first.
    var folders: [RelativePath]
    var entries: [Entry]

    /// Whether it must outlast a power failure, see `Journal`.
    var needsSync: Bool { entries.count > 1 }
}

extension JournalRecord {
    private static let title = "fleetseal journal 1"

    /// The record as bytes.
    var encoded: [UInt8] {
        var text = Self.title + "\n"
        for folder in folders { text += "folder \(RecordText.escaped(folder.text))\n" }
        for entry in entries {
            text += "write \(RecordText.escaped(entry.path.text)) \(entry.temporary)"
            text += " \(Self.encoded(entry.old)) \(Self.encoded(entry.new))\n"
        }
        var bytes = Array(text.utf8)
        bytes += Array("sum \(Self.hex(ContentMark(bytes).hash))\n".utf8)
        return bytes
    }

    /// Reads what `encoded` writes and nothing else; nothing for anything else.
    init?(encoded bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        folders = []
        entries = []
        var lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)[...]
        guard lines.popLast()?.isEmpty == true, lines.popLast() != nil,
            lines.popFirst()?.elementsEqual(Self.title.utf8) == true
        else { return nil }
        for line in lines {
            let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
                .map { Substring($0) }
            if words.count == 2, words[0] == "folder", entries.isEmpty {
                guard let path = Self.path(words[1]) else { return nil }
                folders.append(path)
            } else if words.count == 5, words[0] == "write" {
                guard let entry = Self.entry(words) else { return nil }
                entries.append(entry)
            } else {
                return nil
            }
        }
        // The one spelling: what remains to be checked, the sum above all, is checked at once.
        guard !entries.isEmpty, encoded == bytes else { return nil }
    }

    private static func entry(_ words: [Substring]) -> Entry? {
        let temporary = String(words[2])
        guard let path = path(words[1]), !path.text.isEmpty, TemporaryName.isOne(temporary),
            let old = mark(words[3]), let new = mark(words[4])
        else { return nil }
        return Entry(path: path, temporary: temporary, old: old, new: new)
    }

    private static func path(_ text: Substring) -> RelativePath? {
        guard let path = RecordText.plain(text) else { return nil }
        // A path that is not in its one spelling does not encode to the same bytes.
        return try? RelativePath(path, operation: "read journal")
    }

    private static func mark(_ text: Substring) -> ContentMark?? {
        if text == "-" { return .some(nil) }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"))
        guard parts.count == 2, let count = Int(Substring(parts[0])), count >= 0,
            let hash = UInt64(Substring(parts[1]), radix: 16)
        else { return nil }
        return ContentMark(count: count, hash: hash)
    }

    private static func encoded(_ mark: ContentMark?) -> String {
        mark.map { "\($0.count):\(hex($0.hash))" } ?? "-"
    }

    private static func hex(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
