import Testing

@testable import Documents

@Suite struct LabelSyntaxTests {
    private static let long = String(repeating: "a", count: 63)
    private static let subdomain = String(repeating: "a", count: 253)

    private static let keys: [(String, Bool)] = [
        ("a", true), ("A.b_c-9", true), ("", false), ("a/b", true), ("a_b/c", false),
        ("a-/c", false), ("-a/c", false), ("a./c", false), (".a/c", false), ("a/b/c", false),
        ("a b", false), ("a_", false), ("_a", false), ("a:b", false), ("ä", false),
        ("a\u{0}", false), (long, true), (long + "a", false), (subdomain + "/b", true),
        (subdomain + "a/b", false), ("a.b/" + long, true), ("a.b/" + long + "a", false),
    ]

    private static let values: [(String, Bool)] = [
        ("", true), ("a", true), ("1.10", true), ("A_b", true), ("a/b", false), (" a", false),
        ("-", false), ("a-", false), ("é", false), (long, true), (long + "a", false),
    ]

    @Test(arguments: keys)
    func `knows a key`(text: String, isKey: Bool) {
        #expect(LabelSyntax.isKey(text) == isKey)
    }

    @Test(arguments: values)
    func `knows a value`(text: String, isValue: Bool) {
        #expect(LabelSyntax.isValue(text) == isValue)
    }
}
