/// Bytes as they come out of a chain of filters, one at a time.
///
/// Each filter keeps what it has written but not handed on in one word, which empties as it is
/// taken; no copy of a secret is left in ordinary memory, and the result's size need not be guessed.
struct FilteredBytes: ~Copyable, ~Escapable {
    private struct Stage {
        let filter: Template.Filter
        /// Up to eight bytes, the next one lowest.
        var queue: UInt64 = 0
        var queued = 0
        var isOpen = false
        var isDone = false

        mutating func add(_ byte: UInt8) {
            queue |= UInt64(byte) << (8 * queued)
            queued += 1
        }

        mutating func take() -> UInt8? {
            guard queued > 0 else { return nil }
            defer {
                queue >>= 8
                queued -= 1
            }
            return UInt8(truncatingIfNeeded: queue)
        }
    }

    private let source: RawSpan
    private var index = 0
    private var stages: [Stage]

    @_lifetime(copy source)
    init(_ source: RawSpan, _ filters: [Template.Filter]) {
        self.source = source
        stages = filters.map { Stage(filter: $0) }
    }

    /// The next byte of the result, nil at its end.
    mutating func next() -> UInt8? {
        next(of: stages.count)
    }

    /// The next byte after the first `count` filters.
    private mutating func next(of count: Int) -> UInt8? {
        guard count > 0 else {
            guard index < source.byteCount else { return nil }
            defer { index += 1 }
            return source.byte(at: index)
        }
        let stage = count - 1
        if let byte = stages[stage].take() { return byte }
        guard !stages[stage].isDone else { return nil }
        switch stages[stage].filter {
        case .base64: fillBase64(stage)
        case .json: fillJSON(stage)
        case .urlquery: fillURLQuery(stage)
        }
        return stages[stage].take()
    }

    private mutating func fillBase64(_ stage: Int) {
        guard let first = next(of: stage) else { return stages[stage].isDone = true }
        let second = next(of: stage)
        let third = second == nil ? nil : next(of: stage)
        let bits = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
        stages[stage].add(Self.base64Digit(bits >> 18))
        stages[stage].add(Self.base64Digit(bits >> 12))
        stages[stage].add(second == nil ? UInt8(ascii: "=") : Self.base64Digit(bits >> 6))
        stages[stage].add(third == nil ? UInt8(ascii: "=") : Self.base64Digit(bits))
    }

    private mutating func fillJSON(_ stage: Int) {
        guard stages[stage].isOpen else {
            stages[stage].isOpen = true
            return stages[stage].add(UInt8(ascii: "\""))
        }
        guard let byte = next(of: stage) else {
            stages[stage].isDone = true
            return stages[stage].add(UInt8(ascii: "\""))
        }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): add("\\", byte, to: stage)
        case 0x0A: add("\\n", nil, to: stage)
        case 0x0D: add("\\r", nil, to: stage)
        case 0x09: add("\\t", nil, to: stage)
        case 0..<0x20:
            add("\\u00", Self.hexDigit(byte >> 4), to: stage)
            stages[stage].add(Self.hexDigit(byte & 15))
        default: stages[stage].add(byte)
        }
    }

    private mutating func fillURLQuery(_ stage: Int) {
        guard let byte = next(of: stage) else { return stages[stage].isDone = true }
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            stages[stage].add(byte)
        default:
            add("%", Self.hexDigit(byte >> 4), to: stage)
            stages[stage].add(Self.hexDigit(byte & 15))
        }
    }

    private mutating func add(_ text: String, _ byte: UInt8?, to stage: Int) {
        for character in text.utf8 { stages[stage].add(character) }
        if let byte { stages[stage].add(byte) }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    // Computed, not looked up: a table's cache lines would depend on the secret.
    private static func base64Digit(_ bits: UInt32) -> UInt8 {
        let value = Int16(bits & 63)
        var digit = value + 65
        digit += (25 - value) >> 8 & 6
        digit -= (51 - value) >> 8 & 75
        digit -= (61 - value) >> 8 & 15
        digit += (62 - value) >> 8 & 3
        return UInt8(truncatingIfNeeded: digit)
    }
}
