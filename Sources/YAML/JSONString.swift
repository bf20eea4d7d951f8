/// Decodes the inside of a JSON string, for the strings that libyaml cannot read.
enum JSONString {
    /// Appends what `range` of `source`, without its quotes, stands for.
    static func decode(
        _ range: Range<Int>,
        of source: Span<UInt8>,
        into bytes: inout WipedBytes
    ) throws(YAMLError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = source[index]
            if byte.isLineEnd {
                throw refusal("line break in a JSON string", at: index, in: source)
            } else if byte != UInt8(ascii: "\\") {
                bytes.append(byte)
                index += 1
            } else if let scalar = SurrogatePairs.pair(at: index, in: source) {
                append(scalar, to: &bytes)
                index += 12
            } else if let scalar = SurrogatePairs.unit(at: index, in: source) {
                append(scalar, to: &bytes)
                index += 6
            } else {
                guard let plain = escape(source[index + 1]) else {
                    throw refusal("escape that JSON does not have", at: index, in: source)
                }
                bytes.append(plain)
                index += 2
            }
        }
    }

    private static func escape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    // libyaml has refused surrogates that are not in a pair.
    private static func append(_ value: UInt32, to bytes: inout WipedBytes) {
        guard let scalar = Unicode.Scalar(value) else { return }
        for byte in String(Character(scalar)).utf8 { bytes.append(byte) }
    }

    private static func refusal(
        _ message: String,
        at index: Int,
        in source: Span<UInt8>
    ) -> YAMLError {
        YAMLError(
            position: Position(of: index, in: source),
            message: message,
            hint: "surrogate pairs are read in JSON strings only: write the character itself"
        )
    }
}
