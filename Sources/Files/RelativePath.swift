/// A path below a folder in its one spelling: parts joined by `/`, none of them empty, `.` or `..`.
///
/// The empty path is the folder itself. Two paths are the same when their bytes are.
struct RelativePath: Sendable, Equatable {
    let text: String

    init(_ text: String, operation: String) throws(FileError) {
        guard text.utf8.first != UInt8(ascii: "/") else {
            throw FileError(operation: operation, path: text, reason: .outside)
        }
        guard !text.utf8.contains(0) else {
            throw FileError(operation: operation, path: text, reason: .unsuitableName)
        }
        var parts: [Substring] = []
        for part in text.unicodeScalars.split(separator: "/") where !part.elementsEqual(["."]) {
            guard !part.elementsEqual([".", "."]) else {
                throw FileError(operation: operation, path: text, reason: .outside)
            }
            parts.append(Substring(part))
        }
        self.text = parts.joined(separator: "/")
    }

    private init(verbatim text: String) {
        self.text = text
    }

    /// Another name in the same folder.
    func beside(_ name: String) -> RelativePath {
        let parent = parent
        return RelativePath(verbatim: parent.isEmpty ? name : parent + "/" + name)
    }

    /// The path without its last part.
    var parent: String {
        let scalars = text.unicodeScalars
        return scalars.lastIndex(of: "/").map { String(scalars[..<$0]) } ?? ""
    }

    /// The last part.
    var name: String {
        let scalars = text.unicodeScalars
        let start = scalars.lastIndex(of: "/").map { scalars.index(after: $0) }
        return String(scalars[(start ?? scalars.startIndex)...])
    }

    /// The folders above, outermost first.
    var ancestors: [String] {
        let scalars = text.unicodeScalars
        return scalars.indices.filter { scalars[$0] == "/" }.map { String(scalars[..<$0]) }
    }

    static func == (left: RelativePath, right: RelativePath) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }
}
