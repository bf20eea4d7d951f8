import Foundation
import Sealing
import TestSupport
import Testing

@testable import Documents

@Suite struct TemplateTests {
    private static let values: [String: [UInt8]] = [
        "user": Array("al\"ice".utf8), "password": Array("p@ss w/ö\\rd\n".utf8), "empty": [],
        "binary": [0xFF, 0xFE], "nul": Array("a\0b".utf8), "tls.crt": Array("x".utf8),
        "controls": [0x01, 0x1F, 0x09, 0x0D, 0x7F],
    ]
    private static let facts = ["name": "us-east-1", "region": "us", "a.io/b": "c", "env": ""]

    /// Renders with the values above, as text.
    static func render(_ text: String) throws -> String {
        var arena = SecretArena()
        var ranges: [String: Range<Int>] = [:]
        for (key, value) in values {
            ranges[key] = arena.append(capacity: value.count) { span in
                for byte in value { span.append(byte) }
            }
        }
        var output = SecretArena()
        _ = output.append(capacity: 1) { $0.append(0x21) }
        let range = try Template(parsing: text).render(
            values: arena,
            key: { ranges[$0] },
            cluster: { facts[$0] },
            into: &output
        )
        #expect(range == 1..<output.count)
        return Self.text(output.bytes(range))
    }

    private static func text(_ bytes: RawSpan) -> String {
        var copy: [UInt8] = []
        for offset in 0..<bytes.byteCount { copy.append(bytes.byte(at: offset)) }
        return String(decoding: copy, as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""),
        ("plain }} { { text", "plain }} { { text"),
        ("{{user}}", #"al"ice"#),
        ("{{ user }}|{{\tuser\t}}", #"al"ice|al"ice"#),
        ("a{{empty}}b", "ab"),
        ("{{tls.crt}}", "x"),
        (
            "{{cluster.name}}.{{cluster.region}}.{{cluster.a.io/b}}.{{cluster.env}}",
            "us-east-1.us.c."
        ),
        ("{{user|json}}", #""al\"ice""#),
        ("{{controls | json}}", "\"\\u0001\\u001F\\t\\r\u{7F}\""),
        ("{{password | json}}", #""p@ss w/ö\\rd\n""#),
        ("{{empty | json}}", #""""#),
        ("{{user | base64}}", "YWwiaWNl"),
        ("{{binary | base64}}", "//4="),
        ("{{tls.crt|base64}}", "eA=="),
        ("{{empty | base64}}", ""),
        ("{{password | urlquery}}", "p%40ss%20w%2F%C3%B6%5Crd%0A"),
        ("{{binary | base64 | urlquery}}", "%2F%2F4%3D"),
        ("{{user | json | base64}}", "ImFsXCJpY2Ui"),
        ("{{user | base64 | json}}", #""YWwiaWNl""#),
        ("{{cluster.name | json}}", #""us-east-1""#),
        ("{{{{user}}", "{{user}}"),
        ("{{{{{{tls.crt}}}}", "{{x}}"),
        ("{{{{{{{{", "{{{{"),
        ("ö{{tls.crt}}ö", "öxö"),
    ])
    func `renders`(text: String, result: String) throws {
        #expect(try Self.render(text) == result)
    }

    @Test(arguments: [
        ("{{", 0, "{{ without }}"),
        ("ö{{user", 2, "{{ without }}"),
        ("{{user}", 6, "}} or | expected"),
        ("{{user }{", 7, "}} or | expected"),
        ("{{user\n}}", 0, "{{ without }}"),
        ("a {{user |", 2, "{{ without }}"),
        ("{{}}", 2, "a name expected"),
        ("{{ | json}}", 3, "a name expected"),
        ("{{{user}}}", 2, "a name expected"),
        ("{{user name}}", 7, "}} or | expected"),
        ("{{user | }}", 9, "a filter expected"),
        ("{{user | jsn}}", 9, "unknown filter jsn"),
        ("{{user | JSON}}", 9, "unknown filter JSON"),
        ("{{cluster.}}", 2, "cluster. without a label's key"),
        ("{{a.io/b}}", 2, "a.io/b is no item's key"),
        ("{{pässword}}", 3, "}} or | expected"),
        ("{{u|json|json|json|json|json}}", 0, "more than 4 filters"),
        ("xx{{nothing}}", 2, "nothing is no item of this document"),
        ("{{cluster}}", 0, "cluster is no item of this document"),
        ("{{cluster.zone}}", 0, "the cluster has no label zone"),
        ("x{{binary}}", 1, "the value of binary is no text"),
        ("x{{nul}}", 1, "the value of nul is no text"),
        ("x{{binary | json | base64}}", 1, "the value of binary is no text"),
        ("x{{nul | urlquery}}", 1, "the value of nul is no text"),
    ])
    func `refuses with the place and the reason`(text: String, offset: Int, message: String) {
        do {
            let result = try Self.render(text)
            Issue.record("rendered \(result)")
        } catch let error as TemplateError {
            #expect(error.message == message)
            #expect(error.offset == offset)
        } catch {
            Issue.record(error)
        }
    }

    @Test func `names what it uses, once and in order`() throws {
        let text = "{{b}}{{a | json}}{{b}}{{cluster.name}}{{cluster.x/y}}{{cluster.name | json}}"
        let template = try Template(parsing: text)
        #expect(template.keys == ["b", "a"])
        #expect(template.clusterFacts == ["name", "x/y"])
    }

    @Test func `every truncation is read or refused inside the text`() throws {
        let text = "a {{{{ {{ user | json|base64 }} }} {{cluster.a.io/b}} ö{{x}}"
        for count in 0...text.utf8.count {
            let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            do throws(TemplateError) {
                _ = try Template(parsing: part)
            } catch {
                #expect((0...count).contains(error.offset))
            }
        }
    }

    @Test(arguments: 0..<200)
    func `agrees with other implementations on any text`(seed: Int) throws {
        var generator = Seeded(UInt64(seed))
        let scalars = (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 1...0x2FF, using: &generator))
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        var arena = SecretArena()
        let range = arena.append(capacity: text.utf8.count) { span in
            for byte in text.utf8 { span.append(byte) }
        }
        func rendered(_ template: String) throws -> String {
            var output = SecretArena()
            let result = try Template(parsing: template).render(
                values: arena,
                key: { _ in range },
                cluster: { _ in nil },
                into: &output
            )
            return Self.text(output.bytes(result))
        }
        let base64 = try #require(Data(base64Encoded: try rendered("{{a|base64}}")))
        #expect(String(decoding: base64, as: UTF8.self) == text)
        let json = Data(try rendered("{{a|json}}").utf8)
        #expect(try JSONDecoder().decode(String.self, from: json) == text)
        #expect(try rendered("{{a|urlquery}}").removingPercentEncoding == text)
        #expect(try rendered("{{a}}") == text)
    }

    @Test func `a result larger than a Secret is refused before it is made`() throws {
        var arena = SecretArena()
        let range = arena.append(capacity: 200_000) { span in
            for _ in 0..<200_000 { span.append(0x25) }
        }
        let template = try Template(parsing: "{{a|urlquery|urlquery|urlquery|urlquery}}")
        var output = SecretArena()
        do {
            _ = try template.render(
                values: arena,
                key: { _ in range },
                cluster: { _ in nil },
                into: &output
            )
            Issue.record("rendered")
        } catch {
            #expect(error.message == "the result is larger than a Secret")
        }
        #expect(output.count == 0)
    }
}
