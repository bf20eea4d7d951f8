extension Span<UInt8> {
    /// The same bytes without a type: a byte is a byte, so this is not unsafe.
    var raw: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}

extension RawSpan {
    /// The byte at `offset`; traps outside.
    @inline(__always)
    package subscript(offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
