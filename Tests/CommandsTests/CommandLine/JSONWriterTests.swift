import Foundation
import Testing

@testable import CommandLine
@testable import Commands

@Suite struct JSONWriterTests {
    @Test func `keeps the order and one form`() {
        let value: JSONValue = [
            "name": "b", "count": 3, "isDue": true, "none": nil, "empty": [], "nothing": [:],
            "list": ["x", ["y": -1]],
        ]
        #expect(
            JSONWriter.text(value) == """
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
        "\u{E0041}", "\u{FEFF}",
    ])
    func `any text survives`(text: String) throws {
        let json = JSONWriter.text(["k\(text)": .string(text)])
        let back = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        #expect(back == ["k\(text)": text])
        #expect(!json.unicodeScalars.contains { $0 != "\n" && Terminal.isHarmful($0) })
    }
}
