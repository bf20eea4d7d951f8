package import YAML

/// What the Secret looks like besides the opened values.
package struct SecretTemplate: Sendable {
    package let labels: [(key: String, value: String)]
    package let annotations: [(key: String, value: String)]
    package let data: [(key: String, template: Template, node: Node)]
    package let omit: [String]

    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["labels", "annotations", "data", "omit"])
        labels = try Self.marks("labels", fields)
        annotations = try Self.marks("annotations", fields)
        omit = try fields.texts("omit", "a key of a Secret", where: Names.isItemKey)
        var data: [(key: String, template: Template, node: Node)] = []
        for (key, value) in try fields.textMap("data") {
            let name = key.text
            guard Names.isItemKey(name) else {
                throw fields.failure(
                    key,
                    "read spec.template.data: \(name.escapedForMessage) cannot be a key of a Secret"
                )
            }
            do {
                data.append((name, try Template(parsing: value.text), value))
            } catch {
                throw fields.failure(
                    value,
                    "read spec.template.data.\(name): \(error)",
                    hint: error.hint
                )
            }
        }
        self.data = data
    }

    private static func marks(
        _ name: String,
        _ fields: Fields
    ) throws(DocumentError) -> [(key: String, value: String)] {
        var marks: [(key: String, value: String)] = []
        for (key, value) in try fields.textMap(name) {
            let text = key.text
            guard LabelSyntax.isKey(text) else {
                throw fields.failure(
                    key,
                    "read spec.template.\(name): \(text.escapedForMessage) is not a key of a label or annotation"
                )
            }
            guard text != "fleetseal.dev", !text.hasPrefix("fleetseal.dev/"),
                !text.split(separator: "/").dropLast().contains(where: {
                    $0.hasSuffix(".fleetseal.dev")
                })
            else {
                throw fields.failure(
                    key,
                    "read spec.template.\(name): \(text) belongs to fleetseal",
                    hint: "the agent marks what it owns with fleetseal.dev; documents may not"
                )
            }
            guard !value.text.contains("{{") else {
                throw fields.failure(
                    value,
                    "read spec.template.\(name): placeholders are for spec.template.data only",
                    hint: "labels and annotations are no place for secrets: many can read them"
                )
            }
            guard name != "labels" || LabelSyntax.isValue(value.text) else {
                throw fields.failure(value, "read spec.template.labels: not a value of a label")
            }
            marks.append((text, value.text))
        }
        return marks
    }
}
