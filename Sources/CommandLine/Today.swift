#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Today's date, the only time that documents carry.
package enum Today {
    /// Today in UTC as `YYYY-MM-DD`.
    package static func utc() -> String {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        return date(secondsSince1970: Int(now.tv_sec))
    }

    /// The Gregorian date of a moment, for the years 0 to 9999.
    ///
    /// Counted in eras of 400 years that begin on 1 March, so that a leap day is the last of its year.
    package static func date(secondsSince1970 seconds: Int) -> String {
        let days = floored(seconds, 86_400) + 719_468
        let era = floored(days, 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    private static func floored(_ number: Int, _ divisor: Int) -> Int {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
