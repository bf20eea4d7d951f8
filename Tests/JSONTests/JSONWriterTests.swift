import Foundation
import JSON
import Payloads
import Testing

@Suite struct JSONWriterTests {
    @Test func `writes values in the order they are given`() {
        var json = JSONWriter()
        json.object { json in
            json.member("a", "x")
            json.member("none", String?.none)
            json.member("b", 1)
            json.member("c", [true, nil, -2, .decimal(0.5), [:], ["d": "e"]])
            json.member("f") { json in
                json.array { json in
                    json.write(1)
                    json.write(utf8: Payload("é\"").bytes)
                    json.write(json: Payload("{}").bytes)
                }
            }
            json.member("g", base64: Payload("secret").bytes)
        }
        #expect(
            json.take().text
                == #"{"a":"x","b":1,"c":[true,null,-2,0.5,{},{"d":"e"}],"f":[1,"é\"",{}],"g":"c2VjcmV0"}"#
        )
        json.write("again")
        #expect(json.take().text == "\"again\"")
    }

    @Test(arguments: ["", "plain", "\"\\/", "\n\r\t\u{8}\u{0}\u{1F}", "é漢😀", "\u{2028}"])
    func `any text survives`(text: String) throws {
        let payload = JSONWriter.payload(.object([JSONValue.Member("k\(text)", .string(text))]))
        let back = try JSONDecoder().decode([String: String].self, from: Data(payload.text.utf8))
        #expect(back == ["k\(text)": text])
        let read = try JSONDocument(payload.bytes)
        #expect(JSONWriter.payload(JSONValue(read.root)).text == payload.text)
    }

    @Test(arguments: 0..<70)
    func `Base64 is what others write`(count: Int) throws {
        let bytes = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) })
        var writer = PayloadWriter()
        for byte in bytes { writer.append(byte) }
        var text = PayloadWriter()
        Base64Text.write(writer.bytes, to: &text)
        let payload = text.take()
        #expect(payload.text == bytes.base64EncodedString())
        let back = Base64Text.bytes(of: payload.bytes)
        let isSame = back?.bytes.isEqual(to: writer.bytes)
        #expect(isSame == true)
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AA=A", "AB==", "AAB=", "A===", "====", "AA==AA==", "A A=", "-_8=",
    ])
    func `Base64 that is not canonical is refused`(text: String) {
        let bytes = Base64Text.bytes(of: Payload(text).bytes)
        #expect(bytes == nil)
    }

    @Test func `Base64 may be wrapped`() {
        let bytes = Base64Text.bytes(of: Payload("c2Vj\r\ncmV0\n").bytes)
        #expect(bytes?.text == "secret")
    }

    @Test func `a member of a tree is read, changed and taken away`() {
        var value: JSONValue = ["a": ["b": 1], "c": "d"]
        #expect(value["a"]?["b"]?.integer == 1)
        value["a"] = nil
        value["c"] = "e"
        value["f"] = true
        #expect(value == ["c": "e", "f": true])
    }
}
