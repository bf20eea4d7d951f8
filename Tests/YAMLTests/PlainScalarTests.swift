import Testing

@testable import YAML

@Suite struct PlainScalarTests {
    /// By the type repository of YAML 1.1, the core and JSON schemas of YAML 1.2, and what libraries
    /// make of them (PyYAML, Go's yaml.v3).
    static let others = [
        "~", "null", "Null", "NULL",
        "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO",
        "true", "True", "TRUE", "false", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF",
        "0", "1", "-1", "+1", "12", "1_000", "-1_0", "007", "0755", "08", "-0", "0o17", "0O17",
        "0x1F", "0X1f", "-0x1_F", "0b1010", "0B1", "+0b1_0", "0o7_7",
        "1:30", "190:20:30", "-1:30", "1:5", "12:30:45.5", "190:20:30.15", "1_0:30",
        "1.", "1.5", "1.10", ".5", "-.5", "+.5", "1_000.5", "1.5_0", "0.", "00.1",
        "1e3", "1E3", "1e+3", "1e-3", "1.5e3", "1.e3", ".5e3", "-1.5E-7", "685.230_15e+03",
        "6.8523015e+5", "12e03", "-2E+05",
        ".inf", ".Inf", ".INF", "-.inf", "+.inf", "-.INF", ".nan", ".NaN", ".NAN",
        "2026-11-21", "2026-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-15T02:59:43.1Z",
        "2001-12-14 21:59:43.10 -5", "2001-12-15 2:59:43.10", "2001-12-14 21:59:43 +05:30",
        "2026-11-21T09:27:59Z", "2001-12-14 \t 21:59:43.",
        "=", "<<",
    ]

    static let strings = [
        "a", "nil", "yEs", "nO", "tRue", "oN", "YeS", "yess", "nullx", "nUll", "none", "None",
        "v1.10", "1.2.3", "10.0.0.1", "1.10.", "1..2", ".", "..", "...", "+", "-", "-a", "+-1",
        "--1", "_1",
        "1_a", "0x", "0xg", "0b2", "0b", "0o8", "0o", "1e", "1e+", "e3", ".e3", "._1", "+.", "-.",
        "1:", "1:60", "1:a", ":30", "1:305", "a:1", ".infx", ".inF", "inf", "nan", "NaN", "+.nan",
        "-.nan", "Infinity",
        "2026-11", "2026-111-1", "2026-11-211", "26-11-21", "2026-11-21x", "2026-11-21T9",
        "2026-11-21T09:27",
        "2026-11-21T09:27:59X", "2026-11-21T09:27:59+", "2026-11-21 ", "2026-11-21T09:27:59+5:3",
        "==", "<", "<<<", "< <", "12a", "1,000", "1 000", "k1", "fs1:k:v:A=", "us-east-1", "１２",
        "٣",
    ]

    @Test(arguments: others) func `reads as something other than a string`(text: String) {
        let isNonString = PlainScalar.isNonString(text.utf8.span)
        #expect(isNonString)
    }

    @Test(arguments: strings) func `reads as a string`(text: String) {
        let isNonString = PlainScalar.isNonString(text.utf8.span)
        #expect(!isNonString)
    }

    @Test func `a value left out is not a string, a quoted one is`() throws {
        let root = try #require(try file("a:\nb: ''\nc: 'no'\nd: no\ne: |\n  no\n").documents.first)
        #expect(root.entries.map(\.value.isPlainNonString) == [true, false, false, true, false])
    }
}
