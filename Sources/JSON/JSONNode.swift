internal import Payloads

/// One value of a document, which it keeps in memory.
package struct JSONNode: Sendable {
    /// What a value is.
    package enum Kind: Sendable {
        case null, boolean, integer, decimal, string, array, object
    }

    let document: JSONDocument
    let index: Int

    /// What the value is.
    package var kind: Kind {
        switch tag {
        case Tag.array: .array
        case Tag.object: .object
        case Tag.string: .string
        case Tag.signed, Tag.unsigned: .integer
        case Tag.decimal: .decimal
        case Tag.yes, Tag.no: .boolean
        default: .null
        }
    }

    /// The text of a string, nil for anything else.
    package var string: String? {
        guard tag == Tag.string else { return nil }
        return unsafe utf8.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a string without making a copy, empty for anything else.
    package var utf8: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            guard tag == Tag.string else { return RawSpan() }
            // The document never changes and lives as long as the node, so may what is lent.
            return unsafe _overrideLifetime(document.string(value), borrowing: self)
        }
    }

    /// Whether this is the string `text`, byte for byte.
    package func equals(_ text: String) -> Bool {
        tag == Tag.string && utf8.isEqual(to: text.utf8.span.raw)
    }

    /// A whole number that an `Int` can hold, nil for anything else.
    package var integer: Int? {
        switch tag {
        case Tag.signed: Int(Int64(bitPattern: document.word(index + 1)))
        case Tag.unsigned: Int(exactly: document.word(index + 1))
        default: nil
        }
    }

    /// A number, whole or not; nil for anything else.
    package var number: Double? {
        switch tag {
        case Tag.signed: Double(Int64(bitPattern: document.word(index + 1)))
        case Tag.unsigned: Double(document.word(index + 1))
        case Tag.decimal: Double(bitPattern: document.word(index + 1))
        default: nil
        }
    }

    /// A truth value, nil for anything else.
    package var boolean: Bool? {
        switch tag {
        case Tag.yes: true
        case Tag.no: false
        default: nil
        }
    }

    /// Whether this is `null`.
    package var isNull: Bool { tag == Tag.null }

    // The form is documented with simdjson, as "the tape format".
    enum Tag {
        static let array = UInt8(ascii: "[")
        static let object = UInt8(ascii: "{")
        static let string = UInt8(ascii: "\"")
        static let signed = UInt8(ascii: "l")
        static let unsigned = UInt8(ascii: "u")
        static let decimal = UInt8(ascii: "d")
        static let yes = UInt8(ascii: "t")
        static let no = UInt8(ascii: "f")
        static let null = UInt8(ascii: "n")
    }

    var tag: UInt8 { UInt8(truncatingIfNeeded: document.word(index) >> 56) }
    private var value: Int { Int(document.word(index) & 0x00FF_FFFF_FFFF_FFFF) }

    /// Where the value after this one is.
    var next: Int {
        switch tag {
        case Tag.array, Tag.object: end
        case Tag.signed, Tag.unsigned, Tag.decimal: index + 2
        default: index + 1
        }
    }

    /// Where what comes behind a collection is.
    var end: Int { Int(document.word(index) & 0xFFFF_FFFF) }
}
