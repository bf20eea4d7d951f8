package import Payloads

/// Writes JSON for machines, into memory that is wiped: the body of a request, a line of a log.
///
///     var json = JSONWriter()
///     json.object { json in
///         json.member("kind", "Secret")
///         json.member("data") { json in json.object { $0.member("key", base64: value) } }
///     }
///     let body = json.take()
package struct JSONWriter: ~Copyable {
    private var output: PayloadWriter
    /// Whether a comma comes before the next value.
    private var needsComma = false

    /// Nothing yet, with room for `capacity` bytes.
    package init(capacity: Int = 512) {
        output = PayloadWriter(capacity: capacity)
    }

    /// What was written; the writer starts again with nothing.
    package mutating func take() -> Payload {
        needsComma = false
        return output.take()
    }

    /// The bytes of one value.
    package static func payload(_ value: JSONValue) -> Payload {
        var writer = JSONWriter()
        writer.write(value)
        return writer.take()
    }
}

// MARK: - Values

extension JSONWriter {
    /// Writes a value.
    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: literal("null")
        case .boolean(let flag): write(flag)
        case .integer(let number): write(number)
        case .decimal(let number):
            // JSON has no other numbers.
            precondition(number.isFinite, "not a number that JSON has")
            literal(number.description)
        case .string(let text): write(text)
        case .array(let items):
            array { json in for item in items { json.write(item) } }
        case .object(let members):
            object { json in for member in members { json.member(member.name, member.value) } }
        }
    }

    /// Writes a string.
    package mutating func write(_ text: String) {
        separate()
        writeString(text.utf8.span.raw)
    }

    /// Writes a whole number.
    package mutating func write(_ number: Int) { literal(String(number)) }

    /// Writes a truth value.
    package mutating func write(_ flag: Bool) { literal(flag ? "true" : "false") }

    /// Writes a string that is UTF-8 already, such as a secret.
    package mutating func write(utf8: RawSpan) {
        separate()
        writeString(utf8)
    }

    /// Writes the Base64 of `bytes` as a string.
    package mutating func write(base64 bytes: RawSpan) {
        separate()
        output.append(UInt8(ascii: "\""))
        Base64Text.write(bytes, to: &output)
        output.append(UInt8(ascii: "\""))
    }

    /// Writes a value that is JSON already.
    package mutating func write(json: RawSpan) {
        separate()
        output.append(json)
    }

    /// Writes an array of what `body` writes.
    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try enclose("[", "]", body)
    }

    /// Writes an object of the members that `body` writes.
    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        try enclose("{", "}", body)
    }

    private mutating func enclose<Failure: Error>(
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        separate()
        output.append(UInt8(ascii: opening))
        needsComma = false
        try body(&self)
        output.append(UInt8(ascii: closing))
        needsComma = true
    }

    private mutating func literal(_ text: String) {
        separate()
        output.append(text)
    }

    private mutating func separate() {
        if needsComma { output.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}

// MARK: - Members

extension JSONWriter {
    /// Writes a member; left out without a value.
    package mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        member(name) { json in json.write(text) }
    }

    /// Writes a member.
    package mutating func member(_ name: String, _ number: Int) {
        member(name) { json in json.write(number) }
    }

    /// Writes a member.
    package mutating func member(_ name: String, _ flag: Bool) {
        member(name) { json in json.write(flag) }
    }

    /// Writes a member.
    package mutating func member(_ name: String, _ value: JSONValue) {
        member(name) { json in json.write(value) }
    }

    /// Writes a member that is the Base64 of `bytes`.
    package mutating func member(_ name: String, base64 bytes: RawSpan) {
        key(name)
        write(base64: bytes)
    }

    /// Writes a member whose value `body` writes.
    package mutating func member<Failure: Error>(
        _ name: String,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        key(name)
        try body(&self)
    }

    private mutating func key(_ name: String) {
        write(name)
        output.append(UInt8(ascii: ":"))
        needsComma = false
    }
}

// MARK: - Strings

extension JSONWriter {
    private mutating func writeString(_ text: RawSpan) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        for offset in 0..<text.byteCount {
            let byte = text[offset]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            output.append(text.extracting(start..<offset))
            start = offset + 1
            writeEscape(byte)
        }
        output.append(text.extracting(start..<text.byteCount))
        output.append(UInt8(ascii: "\""))
    }

    private mutating func writeEscape(_ byte: UInt8) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0..<0x20:
            output.append("u00")
            output.append(Self.digit(byte >> 4))
            output.append(Self.digit(byte & 15))
        default: output.append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
