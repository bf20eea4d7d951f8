/// Refuses a source that is not plain UTF-8 text before any of it is parsed.
///
/// Line separators that YAML 1.1 honours and YAML 1.2 does not (NEL, LS, PS) and carriage returns on
/// their own are refused too: with them, a line of a file is not what an editor shows.
enum SourceCheck {
    /// Whether all of `source` is ASCII, so that places in bytes and in characters are the same.
    static func isASCII(_ source: Span<UInt8>, limits: ReadingLimits) throws(YAMLError) -> Bool {
        guard source.count <= limits.bytes, source.count < Int(UInt32.max) else {
            throw YAMLError(
                position: Position(line: 1, column: 1, offset: 0),
                message: "file has \(source.count) bytes, more than the limit of \(limits.bytes)"
            )
        }
        let isSuspect = source.contains { byte in
            (byte < 0x20 ? 1 : 0) & (byte != 0x0A ? 1 : 0) | (byte >= 0x7F ? 1 : 0)
        }
        guard isSuspect else { return true }
        try refuseOtherEncodings(source)
        for index in source.indices where source[index] < 0x20 || source[index] == 0x7F {
            try check(control: index, in: source)
        }
        let isASCII = !source.contains { $0 >= 0x80 ? 1 : 0 }
        if !isASCII { try checkScalars(source) }
        return isASCII
    }

    private static func refuseOtherEncodings(_ source: Span<UInt8>) throws(YAMLError) {
        func byte(_ index: Int) -> UInt8 { index < source.count ? source[index] : 0xFF }
        switch (byte(0), byte(1), byte(2), byte(3)) {
        case (0xFE, 0xFF, _, _), (0xFF, 0xFE, _, _), (0, 1..., 0, _), (1..., 0, _, 0), (0, 0, 0, _):
            throw error(0, source, "file is UTF-16 or UTF-32", "save it as UTF-8")
        case (0xEF, 0xBB, 0xBF, _):
            throw error(0, source, "file starts with a byte order mark", "save it as UTF-8 without")
        default:
            return
        }
    }

    private static func check(control index: Int, in source: Span<UInt8>) throws(YAMLError) {
        switch source[index] {
        case 0x09, 0x0A: return
        case 0x0D:
            if index + 1 < source.count, source[index + 1] == 0x0A { return }
            throw error(
                index,
                source,
                "carriage return without a line feed",
                "end lines with LF or CRLF"
            )
        case let byte:
            throw error(index, source, "character \(name(UInt32(byte))) is not allowed", escape)
        }
    }

    private static func checkScalars(_ source: Span<UInt8>) throws(YAMLError) {
        do {
            _ = try UTF8Span(validating: source)
        } catch {
            throw Self.error(
                error.byteOffsets.lowerBound,
                source,
                "bytes are not UTF-8",
                "save the file as UTF-8"
            )
        }
        for index in source.indices where source[index] >= 0xC2 {
            guard let scalar = refusedScalar(at: index, in: source) else { continue }
            throw error(index, source, "character \(name(scalar)) is not allowed", escape)
        }
    }

    // The source is valid UTF-8 here, so a lead byte has its continuation.
    private static func refusedScalar(at index: Int, in source: Span<UInt8>) -> UInt32? {
        let lead = source[index]
        if lead == 0xC2 {
            return source[index + 1] < 0xA0 ? UInt32(source[index + 1]) : nil
        }
        guard lead == 0xE2 || lead == 0xEF else { return nil }
        let scalar =
            UInt32(lead & 0x0F) << 12 | UInt32(source[index + 1] & 0x3F) << 6
            | UInt32(source[index + 2] & 0x3F)
        return [0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF].contains(scalar) ? scalar : nil
    }

    private static let escape = "write it as an escape in double quotes"

    private static func name(_ scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    private static func error(
        _ offset: Int,
        _ source: Span<UInt8>,
        _ message: String,
        _ hint: String
    ) -> YAMLError {
        YAMLError(position: Position(of: offset, in: source), message: message, hint: hint)
    }
}
