import JSON
import Payloads
import Testing

@Suite struct JSONDocumentTests {
    private func read(_ text: String, depth: Int = JSONDocument.depth) throws -> JSONNode {
        try JSONDocument(Payload(text).bytes, depth: depth).root
    }

    @Test func `reads every kind of value`() throws {
        let root = try read(
            #" {"a": [1, -2, 2.5, true, false, null, "x\n\u00e9"], "b": {"c": {}}, "e": ""} "#
        )
        #expect(root.kind == .object)
        let items = Array(try #require(root["a"]).items)
        #expect(
            items.map(\.kind) == [.integer, .integer, .decimal, .boolean, .boolean, .null, .string]
        )
        #expect(items[0].integer == 1)
        #expect(items[1].integer == -2)
        #expect(items[2].number == 2.5)
        #expect(items[3].boolean == true)
        #expect(items[4].boolean == false)
        #expect(items[5].isNull)
        #expect(items[6].string == "x\né")
        #expect(items[6].equals("x\né"))
        #expect(root[path: "b", "c"]?.kind == .object)
        #expect(root[path: "b", "d"] == nil)
        #expect(root["e"]?.string == "")
        #expect(root["a"]?["b"] == nil)
        #expect(root.entries.map { $0.key.string } == ["a", "b", "e"])
        #expect(Array(try #require(root[path: "b", "c"]).entries).isEmpty)
    }

    @Test(arguments: ["1", "\"x\"", "true", "null", "[]", "{}", "[[],[],{}]"])
    func `a document may be any value`(text: String) throws {
        let value = JSONValue(try read(text))
        #expect(JSONWriter.payload(value).text == text)
    }

    @Test(arguments: [
        ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("0", 0), ("-0", 0),
    ])
    func `whole numbers are exact`(text: String, number: Int) throws {
        #expect(try read(text).integer == number)
    }

    @Test func `a number without a sign may be larger`() throws {
        let node = try read("18446744073709551615")
        #expect(node.kind == .integer)
        #expect(node.integer == nil)
        #expect(node.number == 0x1p64)
    }

    @Test(arguments: [
        ("", "there is nothing"), ("   ", "there is nothing"), ("{", "malformed"),
        ("[1,]", "malformed"), ("{\"a\" 1}", "malformed"), ("{a: 1}", "malformed"),
        ("nul", "malformed"), ("[1] [2]", "malformed"), ("01", "number"), ("1.", "number"),
        ("18446744073709551616", "number"), ("1e999", "number"), ("NaN", "malformed"),
        ("\"\\x\"", "string"), ("\"a\nb\"", "string"), ("\"\\ud800\"", "string"), ("\"a", "string"),
        ("[1, /* no */ 2]", "malformed"), ("{\"a\": 1, \"a\": 2}", "twice"),
        ("[{\"b\": {\"a\": 1, \"\\u0061\": 2}}]", "twice"), ("'a'", "malformed"),
    ])
    func `refuses what is not strictly JSON`(text: String, reason: String) throws {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("read JSON: ") == true)
    }

    @Test func `refuses bytes that are not UTF-8`() throws {
        var writer = PayloadWriter()
        writer.append("\"")
        writer.append(0xFF)
        writer.append("\"")
        let payload = writer.take()
        let error = #expect(throws: JSONError.self) { try JSONDocument(payload.bytes) }
        #expect(error?.description == "read JSON: it is not UTF-8")
    }

    @Test(arguments: [(3, true), (5, false)])
    func `refuses what is nested too deeply`(levels: Int, isAccepted: Bool) throws {
        let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let isRead = (try? read(text, depth: 4)) != nil
        #expect(isRead == isAccepted)
    }

    @Test(arguments: [16, 17, 1_000])
    func `finds a name that occurs twice among many`(count: Int) throws {
        var names = (0..<count).map { "\"n\($0)\": 0" }
        #expect(throws: Never.self) { try read("{\(names.joined(separator: ","))}") }
        names[count - 1] = "\"n0\": 0"
        #expect(throws: JSONError.self) { try read("{\(names.joined(separator: ","))}") }
    }
}
