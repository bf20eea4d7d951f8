import Foundation
import JSON
import SafeText
import Testing

@Suite struct JSONTextTests {
    @Test func `keeps the order and one form`() {
        let value: JSONValue = [
            "name": "b", "count": 3, "isDue": true, "none": nil, "empty": [], "nothing": [:],
            "list": ["x", ["y": -1]],
        ]
        #expect(
            JSONText.indented(value) == """
                {
                  "name": "b",
                  "count": 3,
                  "isDue": true,
                  "none": null,
                  "empty": [],
                  "nothing": {},
                  "list": [
                    "x",
                    {
                      "y": -1
                    }
                  ]
                }
                """
        )
    }

    @Test(arguments: [
        "", "plain", "\"\\/", "\n\r\t\u{8}\u{0}", "é漢😀", "\u{1B}[2J",
        "\u{2028}\u{202E}\u{7F}\u{9B}",
        "\u{E0041}", "\u{FEFF}", "\u{3164}", "\u{115F}",
    ])
    func `any text survives`(text: String) throws {
        let json = JSONText.indented(["k\(text)": .string(text)])
        let line = JSONText.line(["k\(text)": .string(text)])
        for json in [json, line] {
            let back = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
            #expect(back == ["k\(text)": text])
        }
        #expect(!json.unicodeScalars.contains { $0 != "\n" && $0.isHarmful })
        #expect(!line.unicodeScalars.contains { $0.isHarmful })
    }

    @Test func `is one line when wanted, and has no number that JSON lacks`() {
        let value: JSONValue = ["a": [1, nil, .decimal(0.5), .decimal(.infinity)], "b": [:]]
        #expect(JSONText.line(value) == #"{"a":[1,null,0.5,null],"b":{}}"#)
    }
}
