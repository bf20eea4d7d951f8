import CSodium

/// The parts of a hash that is being computed, each written behind its length.
@safe
package struct HashInput: ~Copyable, ~Escapable {
    private let state: OpaquePointer

    @_lifetime(immortal)
    init(_ state: OpaquePointer) {
        unsafe self.state = state
    }

    /// Adds one part.
    @_lifetime(self: copy self)
    package mutating func append(_ part: RawSpan) {
        var length = UInt64(part.byteCount).littleEndian
        unsafe withUnsafeBytes(of: &length) { unsafe update($0) }
        unsafe part.withUnsafeBytes { unsafe update($0) }
    }

    /// Adds one part.
    @_lifetime(self: copy self)
    package mutating func append(_ part: [UInt8]) {
        append(part.span.raw)
    }

    /// Adds the UTF-8 of `text` as one part.
    @_lifetime(self: copy self)
    package mutating func append(_ text: String) {
        append(text.utf8.span.raw)
    }

    private func update(_ bytes: UnsafeRawBufferPointer) {
        let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        _ = unsafe crypto_generichash_update(state, start, UInt64(bytes.count))
    }
}
