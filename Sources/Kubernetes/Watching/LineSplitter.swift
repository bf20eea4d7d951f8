internal import Payloads

/// Cuts what comes in pieces into lines.
struct LineSplitter: ~Copyable, Sendable {
    private var bytes = PayloadWriter(capacity: 1_024)
    /// How much was given out already.
    private var start = 0
    /// How much is known to hold no line end.
    private var searched = 0

    /// Adds a piece.
    mutating func add(_ piece: Payload) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes.append(piece.bytes)
    }

    /// The next whole line, without its end; empty ones are left out.
    mutating func next() -> Payload? {
        while let end = bytes.bytes.firstIndex(of: 0x0A, from: searched) {
            let begin = start
            start = end + 1
            searched = start
            if end > begin { return Payload(copying: bytes.bytes.extracting(begin..<end)) }
        }
        searched = bytes.count
        return nil
    }
}
