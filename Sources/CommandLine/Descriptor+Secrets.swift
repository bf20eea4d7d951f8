import Sealing

extension Descriptor {
    /// Reads to the end, up to `limit` bytes, into secret memory alone.
    func readSecret(limit: Int) throws(Failure) -> SecretBytes {
        // One byte more than allowed tells a full value from one that is too long.
        var capacity = min(4_096, limit + 1)
        var secret = try SecretBytes(capacity: capacity) { output throws(Failure) in
            try read(toFill: &output)
        }
        while secret.count == capacity {
            guard capacity <= limit else { throw Failure("more than \(limit) bytes") }
            capacity = min(capacity * 4, limit + 1)
            secret = try SecretBytes(capacity: capacity) { output throws(Failure) in
                output.append(contentsOf: secret.bytes)
                try read(toFill: &output)
            }
        }
        return secret
    }

    private func read(toFill output: inout OutputRawSpan) throws(Failure) {
        while !output.isFull, try read(into: &output) > 0 {}
    }
}
