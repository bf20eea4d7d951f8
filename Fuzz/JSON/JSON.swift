import JSON
import Payloads

/// Reads `bytes` as JSON and as Base64; what is accepted has to mean the same once it is written.
func fuzzOne(_ bytes: [UInt8]) {
    let input = payload(bytes)
    if let document = try? JSONDocument(input.bytes) {
        let value = JSONValue(document.root)
        let written = JSONWriter.payload(value)
        guard let again = try? JSONDocument(written.bytes) else {
            preconditionFailure("what was written is not JSON")
        }
        precondition(JSONValue(again.root) == value, "what was written means something else")
        look(at: document.root, depth: 0)
    }
    if let decoded = Base64Text.bytes(of: input.bytes) {
        var text = PayloadWriter()
        Base64Text.write(decoded.bytes, to: &text)
        let isSame = text.bytes.isEqual(to: payload(bytes.filter { $0 != 10 && $0 != 13 }).bytes)
        precondition(isSame, "Base64 that is accepted has one form")
    }
}

/// Every way to look at a value agrees with its kind.
private func look(at node: JSONNode, depth: Int) {
    precondition(depth <= JSONDocument.depth, "nested deeper than is accepted")
    var names: Set<[UInt8]> = []
    for entry in node.entries {
        precondition(node.kind == .object)
        guard let name = entry.key.string else { preconditionFailure("a name is a string") }
        precondition(names.insert(Array(name.utf8)).inserted, "a name occurs twice")
        precondition(node[name]?.kind == entry.value.kind, "a name is found")
        look(at: entry.value, depth: depth + 1)
    }
    for item in node.items {
        precondition(node.kind == .array)
        look(at: item, depth: depth + 1)
    }
    precondition((node.string != nil) == (node.kind == .string))
    precondition((node.boolean != nil) == (node.kind == .boolean))
    precondition(node.isNull == (node.kind == .null))
    precondition((node.number != nil) == (node.kind == .integer || node.kind == .decimal))
    precondition(node.number?.isFinite ?? true)
}

private func payload(_ bytes: [UInt8]) -> Payload {
    var writer = PayloadWriter(capacity: bytes.count)
    for byte in bytes { writer.append(byte) }
    return writer.take()
}
