extension RawSpan {
    package var endsInNewline: Bool {
        unsafe withUnsafeBytes { unsafe $0.last == UInt8(ascii: "\n") }
    }

    package var endsInCarriageReturnNewline: Bool {
        byteCount > 1 && endsInNewline && byte(byteCount - 2) == UInt8(ascii: "\r")
    }

    /// The byte at an offset inside.
    package func byte(_ offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// A copy in ordinary memory, for what is no secret.
    package var text: String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
