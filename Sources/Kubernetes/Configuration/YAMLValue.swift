internal import JSON
internal import YAML

/// What a part of a YAML file is as JSON.
enum YAMLValue {
    /// The value of a node, with plain scalars as Kubernetes reads them.
    static func json(of node: Node) -> JSONValue {
        switch node.kind {
        case .mapping:
            .object(node.entries.map { JSONValue.Member($0.key.text, json(of: $0.value)) })
        case .sequence: .array(node.items.map(json))
        case .scalar: scalar(node)
        }
    }

    private static func scalar(_ node: Node) -> JSONValue {
        guard node.isPlainNonString else { return .string(node.text) }
        switch node.text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return .boolean(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
            return .boolean(false)
        default:
            if let number = Int(node.text) { return .integer(number) }
            if let number = Double(node.text), number.isFinite { return .decimal(number) }
            return .string(node.text)
        }
    }
}
