/// What a scalar without quotes means to the readers out there.
///
/// The same file is read by YAML 1.1 libraries (libyaml, PyYAML, Ruby), by YAML 1.2 ones and by
/// Go's, which mixes both. A scalar that any of them takes for something other than a string is
/// ambiguous. The float pattern of the YAML 1.1 type repository also matches `10.0.0.1` and `.`;
/// no library reads it so, and versions and addresses would all need quotes, so here it does not.
struct PlainScalar: ~Escapable {
    private let bytes: Span<UInt8>
    private var index = 0

    @_lifetime(copy bytes)
    private init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// Whether some version of YAML reads the plain scalar `bytes` as anything but a string.
    static func isNonString(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return true }
        // Longer than any word, and only digits could go on without end.
        switch bytes[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            return isNumber(bytes) || isTimestamp(bytes) || isWord(bytes)
        default:
            return isWord(bytes)
        }
    }

    private static let words: [StaticString] = [
        "~", "null", "Null", "NULL",
        "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO",
        "true", "True", "TRUE", "false", "False", "FALSE",
        "on", "On", "ON", "off", "Off", "OFF",
        ".nan", ".NaN", ".NAN",
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
        "=", "<<",
    ]

    private static func isWord(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count <= 5 else { return false }
        for word in words where word.utf8CodeUnitCount == bytes.count {
            let isSame = unsafe bytes.withUnsafeBufferPointer { buffer in
                unsafe buffer.elementsEqual(
                    UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
                )
            }
            if isSame { return true }
        }
        return false
    }
}

// MARK: Numbers

extension PlainScalar {
    private static func isNumber(_ bytes: Span<UInt8>) -> Bool {
        var scan = PlainScalar(bytes)
        if scan.at("+") || scan.at("-") { scan.index += 1 }
        return scan.isRadixNumber || scan.isDecimal || scan.isSexagesimal
    }

    /// `0x1F`, `0b1010`, `0o17`: prefixes in either case, as Go has them.
    private var isRadixNumber: Bool {
        var scan = self
        guard scan.take("0") else { return false }
        let isDigit: (UInt8) -> Bool
        if scan.take("x") || scan.take("X") {
            isDigit = { $0.isHexDigit }
        } else if scan.take("b") || scan.take("B") {
            isDigit = { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
        } else if scan.take("o") || scan.take("O") {
            isDigit = { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }
        } else {
            return false
        }
        return scan.run { isDigit($0) || $0 == UInt8(ascii: "_") } > 0 && scan.isAtEnd
    }

    /// `12`, `0755`, `1_000`, `1.`, `.5`, `1e3`, `1.5e-7`: octal or decimal is the same question.
    private var isDecimal: Bool {
        var scan = self
        let isWhole = scan.digits()
        var isFraction = false
        if scan.take(".") {
            isFraction = isWhole ? true : scan.digit != nil
            scan.run { $0.isDigitOrUnderscore }
        }
        guard isWhole || isFraction else { return false }
        if scan.take("e") || scan.take("E") {
            if !scan.take("+") { _ = scan.take("-") }
            guard scan.digits() else { return false }
        }
        return scan.isAtEnd
    }

    /// `1:30`, `190:20:30.15`: base 60 in YAML 1.1.
    private var isSexagesimal: Bool {
        var scan = self
        guard scan.digits() else { return false }
        var groups = 0
        while scan.take(":") {
            guard let high = scan.digit else { return false }
            scan.index += 1
            if scan.digit != nil {
                guard high <= 5 else { return false }
                scan.index += 1
            }
            groups += 1
        }
        if scan.take(".") { scan.run { $0.isDigitOrUnderscore } }
        return groups > 0 && scan.isAtEnd
    }
}

// MARK: Timestamps

extension PlainScalar {
    /// `2026-11-21`, `2026-11-21T09:27:59Z`, `2001-12-14 21:59:43.10 -5`.
    private static func isTimestamp(_ bytes: Span<UInt8>) -> Bool {
        var scan = PlainScalar(bytes)
        guard scan.digits(4...4), scan.take("-"), scan.digits(1...2), scan.take("-"),
            scan.digits(1...2)
        else { return false }
        if scan.isAtEnd { return true }
        if !scan.take("T"), !scan.take("t"), scan.run({ $0.isBlank }) == 0 { return false }
        guard scan.digits(1...2), scan.take(":"), scan.digits(2...2), scan.take(":"),
            scan.digits(2...2)
        else { return false }
        if scan.take(".") { scan.run { $0.isDigitOrUnderscore } }
        scan.run { $0.isBlank }
        return scan.isAtEnd || scan.isZone
    }

    private var isZone: Bool {
        var scan = self
        if scan.take("Z") || scan.take("z") { return scan.isAtEnd }
        guard scan.take("+") || scan.take("-"), scan.digits(1...2) else { return false }
        if scan.take(":") { return scan.digits(2...2) && scan.isAtEnd }
        return scan.isAtEnd || (scan.digits(2...2) && scan.isAtEnd)
    }
}

// MARK: Steps

extension PlainScalar {
    private var isAtEnd: Bool { index == bytes.count }

    private var digit: UInt8? {
        guard index < bytes.count, bytes[index].isDigit else { return nil }
        return bytes[index] - UInt8(ascii: "0")
    }

    private func at(_ character: Unicode.Scalar) -> Bool {
        index < bytes.count && bytes[index] == UInt8(ascii: character)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at(character) else { return false }
        index += 1
        return true
    }

    @discardableResult
    private mutating func run(_ belongs: (UInt8) -> Bool) -> Int {
        let first = index
        while index < bytes.count, belongs(bytes[index]) { index += 1 }
        return index - first
    }

    /// A digit, then digits and underscores.
    private mutating func digits() -> Bool {
        guard digit != nil else { return false }
        run { $0.isDigitOrUnderscore }
        return true
    }

    private mutating func digits(_ allowed: ClosedRange<Int>) -> Bool {
        let first = index
        while digit != nil, index - first < allowed.upperBound { index += 1 }
        return allowed.contains(index - first)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    fileprivate var isDigitOrUnderscore: Bool { isDigit || self == UInt8(ascii: "_") }
    fileprivate var isHexDigit: Bool {
        isDigit || (self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "f"))
    }
}
