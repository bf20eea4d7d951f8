import CSodium

/// The parts of a hash that is being computed, each written behind its length.
///
/// It can neither be kept nor exchanged for another: the state it points to lives on the stack of
/// the call that lends it.
@safe
package struct HashInput: ~Copyable, ~Escapable {
    private let state: OpaquePointer

    // `Hash.run` passes it on as inout and no further, which the lifetime cannot express.
    @_lifetime(immortal)
    /// Takes a state that was initialized and outlives it.
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
