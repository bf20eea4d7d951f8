internal import YAML

/// A file's bytes with the questions that are asked of them: places, lines, characters of an alphabet.
struct FileText {
    let path: String
    let bytes: [UInt8]
    let search: ByteSearch

    init(_ path: String, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        search = ByteSearch(bytes)
    }

    /// The last part of the path.
    var name: Substring {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] }
            ?? path[...]
    }

    /// How many bytes the mark takes that some programs of Windows put before UTF-8.
    var markLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// Whether the file is no text: then nothing is looked for in it.
    var isBinary: Bool {
        bytes.prefix(8_000).contains(0)
    }

    /// Line and column of a byte.
    func position(_ offset: Int) -> Position {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return Position(line: line, column: column, offset: offset)
    }

    /// How many bytes from `start` on are of a kind.
    func run(from start: Int, while isIncluded: (UInt8) -> Bool) -> Int {
        var end = start
        while end < bytes.count, isIncluded(bytes[end]) { end += 1 }
        return end - start
    }
}

extension UInt8 {
    var isUpperCaseOrDigit: Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    var isBase64: Bool {
        isUpperCaseOrDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || self == UInt8(ascii: "+") || self == UInt8(ascii: "/")
    }

    var isBlank: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t")
    }
}
