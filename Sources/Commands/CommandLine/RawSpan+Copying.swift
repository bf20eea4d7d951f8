extension OutputRawSpan {
    /// Appends all of `bytes`; they have to fit.
    @_lifetime(self: copy self)
    mutating func append(copying bytes: RawSpan) {
        precondition(bytes.byteCount <= freeCapacity, "room for the bytes")
        unsafe withUnsafeMutableBytes { buffer, count in
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            unsafe bytes.withUnsafeBytes { unsafe rest.copyMemory(from: $0) }
            count += bytes.byteCount
        }
    }
}

extension RawSpan {
    var endsInNewline: Bool {
        unsafe withUnsafeBytes { unsafe $0.last == UInt8(ascii: "\n") }
    }

    /// A copy in ordinary memory, for what is no secret.
    var text: String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
