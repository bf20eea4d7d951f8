/// Spans of time as people write them: `90s`, `30m`, `1h30m`.
enum TimeSpan {
    /// The seconds of a text; nothing if it is not one, or longer than a year.
    static func seconds(of text: String) -> Int? {
        var (total, number, digits) = (0, 0, 0)
        // Each unit smaller than the one before.
        var units: [(letter: UInt8, seconds: Int)] = [
            (UInt8(ascii: "h"), 3_600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
        ]
        for byte in text.utf8 {
            if byte &- 48 < 10 {
                digits += 1
                guard digits <= 6 else { return nil }
                number = number * 10 + Int(byte - 48)
                continue
            }
            guard digits > 0, let index = units.firstIndex(where: { $0.letter == byte }) else {
                return nil
            }
            total += number * units[index].seconds
            units.removeFirst(index + 1)
            (number, digits) = (0, 0)
        }
        return digits == 0 && total > 0 && total <= 366 * 86_400 ? total : nil
    }
}
