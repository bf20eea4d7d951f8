import Testing

@testable import CommandLine
@testable import Commands

@Suite struct CoverageFormatTests {
    @Test(
        arguments: [
            ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("=1+1", "'=1+1"), ("+1", "'+1"),
            ("-1", "'-1"), ("@sum", "'@sum"), ("\tx", "'\tx"), ("=a,b", "\"'=a,b\""),
            ("a=b", "a=b"), ("·", "·"),
        ]
    )
    func `a field of CSV comes back as it was, and is no formula`(text: String, field: String) {
        #expect(CoverageCSV.field(text).utf8.elementsEqual(field.utf8))
    }

    @Test func `a line of CSV ends in both characters`() {
        #expect(CoverageCSV.line(["a", "b,c", ""]).utf8.elementsEqual("a,\"b,c\",\r\n".utf8))
    }

    @Test(
        arguments: [
            ("<script>&\"'", "&lt;script&gt;&amp;&quot;&#39;"), ("plain", "plain"),
            ("a\u{202E}b", "a\\u{202E}b"), ("<\u{0301}", "&lt;\u{0301}"),
        ]
    )
    func `text in a page stays text`(text: String, escaped: String) {
        #expect(HTML.escaped(text).utf8.elementsEqual(escaped.utf8))
    }

    @Test func `the page's style and script do not end early`() {
        #expect(!CoveragePage.style.contains("</"))
        #expect(!CoveragePage.script.contains("</"))
        #expect(!CoveragePage.script.contains("<!--"))
    }
}
