/// A name, or a pattern of names with `*` for any number of characters: `payments-*`.
///
/// Compared as bytes. Without `*` it is one name.
package struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it is written.
    package let description: String
    private let bytes: [UInt8]
    /// Whether it stands for itself alone.
    private let isName: Bool

    /// A pattern of namespaces or groups, nothing if no name could have this form.
    package init?(label text: String) {
        self.init(text, limit: 63, isName: Names.isLabel) { byte in
            byte == UInt8(ascii: "-") || Names.isLowerCaseOrDigit(byte)
        }
    }

    /// A pattern of types of Secrets, in which `*` may stand for a slash too.
    package init?(type text: String) {
        self.init(text, limit: 317, isName: SecretDocument.isType) { byte in
            "-_./".utf8.contains(byte) || Names.isLetterOrDigit(byte)
        }
    }

    private init?(
        _ text: String,
        limit: Int,
        isName: (String) -> Bool,
        allows: (UInt8) -> Bool
    ) {
        bytes = Array(text.utf8)
        description = text
        guard (1...limit).contains(bytes.count) else { return nil }
        self.isName = !bytes.contains(UInt8(ascii: "*"))
        guard !self.isName else {
            guard isName(text) else { return nil }
            return
        }
        guard bytes.allSatisfy({ $0 == UInt8(ascii: "*") || allows($0) }) else { return nil }
    }

    /// Whether the name is one of those that are meant.
    package func matches(_ name: String) -> Bool {
        matches(Array(name.utf8))
    }

    /// The same of a name that is compared often.
    package func matches(_ name: [UInt8]) -> Bool {
        isName ? bytes == name : Wildcards.match(bytes[...], name[...])
    }
}
