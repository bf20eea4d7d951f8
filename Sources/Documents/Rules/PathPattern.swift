/// A pattern of paths of documents: `secrets/payments/**`.
///
/// It stands for whole paths, from the root of the repository to the file's ending. `*` stands for any
/// number of bytes within one part of a path, `**` alone between slashes for any number of whole parts,
/// perhaps none. Everything else stands for itself, as bytes: a letter in the other case or one that
/// looks alike is another letter.
package struct PathPattern: Hashable, Sendable, CustomStringConvertible {
    /// More would only make messages unreadable.
    static let limit = 512
    /// The pattern as it is written.
    package let description: String
    private let parts: [Part]

    /// What stands between two slashes.
    private enum Part: Hashable, Sendable {
        case anyParts
        case name([UInt8])
    }

    /// Nothing if the text is no pattern of a path below `secrets`.
    package init?(_ text: String) {
        description = text
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.limit, bytes.allSatisfy(Self.isAllowed) else { return nil }
        var parts: [Part] = []
        for name in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if name.elementsEqual("**".utf8) {
                parts.append(.anyParts)
                continue
            }
            // No document is in a hidden folder, and `..` is no name. `a**` would look like more than `a*`.
            guard let first = name.first, first != UInt8(ascii: "."),
                !zip(name, name.dropFirst()).contains(where: {
                    $0 == UInt8(ascii: "*") && $1 == UInt8(ascii: "*")
                })
            else { return nil }
            parts.append(.name(Array(name)))
        }
        guard parts.count >= 2, parts[0] == .name(Array(Place.secrets.utf8)) else { return nil }
        self.parts = parts
    }

    /// Whether a document at this path is meant.
    package func matches(_ path: DocumentPath) -> Bool {
        Wildcards.match(
            pattern: parts.count,
            isWildcard: { parts[$0] == .anyParts },
            text: path.parts.count,
            fits: { pattern, part in
                guard case .name(let name) = parts[pattern] else { return false }
                return Wildcards.match(name[...], path.parts[part])
            }
        )
    }

    /// ASCII without the characters that other tools' patterns give a meaning to.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        Names.isLetterOrDigit(byte) || "/*-_.@+".utf8.contains(byte)
    }
}
