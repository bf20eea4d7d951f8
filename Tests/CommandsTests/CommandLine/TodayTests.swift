import Foundation
import Testing

@testable import CommandLine
@testable import Commands

@Suite struct TodayTests {
    @Test(arguments: [
        (0, "1970-01-01"), (86_399, "1970-01-01"), (86_400, "1970-01-02"), (-1, "1969-12-31"),
        (951_782_399, "2000-02-28"), (951_782_400, "2000-02-29"), (951_868_800, "2000-03-01"),
        (1_709_164_800, "2024-02-29"), (1_709_251_200, "2024-03-01"), (1_740_787_200, "2025-03-01"),
        (4_107_542_399, "2100-02-28"), (4_107_542_400, "2100-03-01"),
        (253_402_300_799, "9999-12-31"),
    ])
    func `knows the calendar`(seconds: Int, date: String) {
        #expect(Today.date(secondsSince1970: seconds) == date)
    }

    @Test func `agrees with Foundation for four hundred years of days`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for day in 0..<146_097 {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let text = String(
                format: "%04d-%02d-%02d",
                parts.year ?? 0,
                parts.month ?? 0,
                parts.day ?? 0
            )
            if Today.date(secondsSince1970: day * 86_400) != text {
                Issue.record("day \(day) is \(text)")
                return
            }
        }
    }

    @Test func `is today`() {
        let before = Date()
        let today = Today.utc()
        let dates = [before, Date()].map {
            Today.date(secondsSince1970: Int($0.timeIntervalSince1970))
        }
        #expect(dates.contains(today))
    }
}
