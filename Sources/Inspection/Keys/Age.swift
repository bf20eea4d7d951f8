/// A length of time in whole days, as `90d` or `12w`.
package struct Age: Hashable, Sendable {
    package let days: Int

    /// Reads `90d` (days) or `12w` (weeks).
    package init?(_ text: String) {
        guard let unit = text.last, let number = Int(text.dropLast()),
            (0...99_999).contains(number),
            text.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false
        else { return nil }
        switch unit {
        case "d": days = number
        case "w": days = number * 7
        default: return nil
        }
    }

    /// How many days lie between two dates of the form `2026-11-21`; nothing if one is no date.
    package static func days(from earlier: String, to later: String) -> Int? {
        guard let first = dayNumber(earlier), let last = dayNumber(later) else { return nil }
        return last - first
    }

    /// The number of a day of the Gregorian calendar, counted in eras of 400 years that begin on
    /// 1 March, so that a leap day is the last of its year.
    private static func dayNumber(_ date: String) -> Int? {
        let parts = date.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            year >= 0, (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    }
}
