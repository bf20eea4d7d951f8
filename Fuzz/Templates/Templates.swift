import Documents
import Sealing
import TestSupport

/// Templates, rendered with values that are hard to write: none may trap, grow beyond a Secret or
/// end up in text as bytes that are no text.
func fuzzOne(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let template = try? Template(parsing: text) else { return }
    for (value, isText) in values(bytes) { check(template, text, value, isText) }
}

/// The input itself, and what is known to be odd.
private func values(_ bytes: [UInt8]) -> [(bytes: [UInt8], isText: Bool)] {
    let isText = String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
    return [
        ([], true),
        (Array("it's \"quoted\" \\ \u{7F}\u{2028}\n%&?{{x}}".utf8), true),
        ([0xFF, 0xC3, 0x28], false),
        ([0x61, 0x00], false),
        (bytes, isText),
    ]
}

private func check(_ template: Template, _ text: String, _ value: [UInt8], _ isText: Bool) {
    var arena = SecretArena()
    var output = SecretArena()
    let range = arena.append(capacity: value.count) { span in
        for byte in value { span.append(byte) }
    }
    do throws(TemplateError) {
        let rendered = try template.render(
            values: arena,
            key: { $0 == "missing" ? nil : range },
            cluster: { $0 == "missing" ? nil : "eu-1" },
            into: &output
        )
        precondition(rendered.count <= Template.renderedLimit, "more than a Secret holds")
        let bytes = revealed(rendered, in: output)
        precondition(String(validating: bytes, as: UTF8.self) != nil, "the result is no text")
        let isNew = bytes.contains(0) && !text.utf8.contains(0)
        precondition(isText || !isNew, "a value that is no text went through")
    } catch {
        precondition(output.count == 0, "an error left something behind")
    }
}
