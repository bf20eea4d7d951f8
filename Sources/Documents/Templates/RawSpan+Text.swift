extension RawSpan {
    /// The byte at `offset`, which has to be inside.
    func byte(at offset: Int) -> UInt8 {
        precondition((0..<byteCount).contains(offset), "outside the bytes")
        return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Whether the bytes are UTF-8 without a NUL.
    var isText: Bool {
        for offset in 0..<byteCount where byte(at: offset) == 0 { return false }
        return (try? UTF8Span(validating: Span(_bytes: self))) != nil
    }
}

extension String {
    /// The text's UTF-8, borrowed.
    var rawBytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get { unsafe utf8Span.span.bytes }
    }
}
