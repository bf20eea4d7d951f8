extension OutputRawSpan {
    /// Appends all of `bytes`; traps when they do not fit.
    @_lifetime(self: copy self)
    package mutating func append(contentsOf bytes: RawSpan) {
        precondition(bytes.byteCount <= freeCapacity, "no room")
        unsafe withUnsafeMutableBytes { buffer, count in
            unsafe bytes.withUnsafeBytes { source in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                unsafe rest.copyMemory(from: source)
            }
            count += bytes.byteCount
        }
    }

    /// Appends the UTF-8 of `text`; traps when it does not fit.
    @_lifetime(self: copy self)
    package mutating func append(text: String) {
        append(contentsOf: text.utf8.span.raw)
    }

    /// Appends `count` bytes that `write`, a call into C, stores at the address it is given.
    @_lifetime(self: copy self)
    mutating func append<Result>(
        count added: Int,
        write: (UnsafeMutablePointer<UInt8>) -> Result
    ) -> Result {
        precondition(added > 0 && added <= freeCapacity, "no room")
        return unsafe withUnsafeMutableBytes { buffer, count in
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let bytes = unsafe rest.assumingMemoryBound(to: UInt8.self)
            guard let start = bytes.baseAddress else { preconditionFailure("no room") }
            count += added
            return unsafe write(start)
        }
    }

    /// Takes the first `prefix` bytes away and moves the others up.
    @_lifetime(self: copy self)
    mutating func removeFirst(_ prefix: Int) {
        precondition(prefix <= byteCount, "not that many bytes")
        unsafe withUnsafeMutableBytes { buffer, count in
            let kept = unsafe UnsafeRawBufferPointer(rebasing: buffer[prefix..<count])
            unsafe buffer.copyMemory(from: kept)
            count -= prefix
        }
    }
}
