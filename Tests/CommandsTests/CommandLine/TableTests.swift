import Testing

@testable import CommandLine
@testable import Commands

@Suite struct TableTests {
    @Test func `aligns columns, wide characters and escapes too`() {
        var table = Table("NAME", "STATE", "NOTE")
        table.add("us-east-1", "active", "")
        table.add("漢字", Table.Cell("due", .red), "a\nb")
        table.add("é\u{301}", "", "x")
        #expect(
            table.text(for: Terminal.standard.plain) == """
                NAME       STATE   NOTE
                us-east-1  active
                漢字       due     a\\nb
                é\u{301}          \(" ")       x
                """
        )
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("漢字", 4), ("é", 1), ("e\u{301}", 1), ("😀", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2),
        ("ｱ", 1), ("❤\u{FE0F}", 2), ("한", 2),
    ])
    func `measures what a terminal shows`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}
