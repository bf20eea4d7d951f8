extension [UInt8] {
    /// Makes room for `capacity` bytes and keeps as many as `fill` appends.
    init(rawCapacity capacity: Int, fill: (inout OutputRawSpan) -> Void) {
        // All empty arrays share one storage, and this initializer writes a count into whatever it
        // gets: with room for one byte it is an array's own.
        unsafe self.init(unsafeUninitializedCapacity: Swift.max(capacity, 1)) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var output = unsafe OutputRawSpan(buffer: raw, initializedCount: 0)
            fill(&output)
            count = unsafe output.finalize(for: raw)
        }
    }
}

extension String {
    /// Makes room for `capacity` bytes of ASCII and keeps as many as `fill` appends.
    init(asciiCapacity capacity: Int, fill: (inout OutputRawSpan) -> Void) {
        unsafe self.init(unsafeUninitializedCapacity: capacity) { buffer in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var output = unsafe OutputRawSpan(buffer: raw, initializedCount: 0)
            fill(&output)
            return unsafe output.finalize(for: raw)
        }
    }
}
