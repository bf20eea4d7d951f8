/// Turns libyaml's places, which count characters, into places in bytes.
///
/// libyaml reports places in rising order but for a step back here and there, so walking from the
/// last one makes a whole file cost one pass. A source that is all ASCII costs nothing.
struct CharacterCursor {
    private let isASCII: Bool
    private var character = 0
    private var byte = 0

    init(isASCII: Bool) {
        self.isASCII = isASCII
    }

    /// The byte at which the character `index` of `source` starts.
    mutating func byte(of index: Int, in source: Span<UInt8>) -> Int {
        if isASCII { return min(index, source.count) }
        while character < index, byte < source.count {
            byte += 1
            while byte < source.count, source[byte] & 0xC0 == 0x80 { byte += 1 }
            character += 1
        }
        while character > index, byte > 0 {
            byte -= 1
            while byte > 0, source[byte] & 0xC0 == 0x80 { byte -= 1 }
            character -= 1
        }
        return byte
    }
}
