package import Sealing
package import YAML

/// What the agent does when it finds the Secret edited by hand.
package enum Drift: String, CaseIterable, Sendable { case heal, detect, off }
/// Whether the agent may take a Secret over that it did not make.
package enum Adoption: String, CaseIterable, Sendable { case never, ifEqual, always }
/// What becomes of the Secret when its document goes.
package enum Deletion: String, CaseIterable, Sendable { case delete, retain }

/// A secret: layers of sealed values for groups of clusters.
package struct SecretDocument: Sendable {
    package let namespace: String
    package let name: String
    package let path: String
    /// The cluster whose part this file is; absent on the document itself.
    package let part: String?
    package let type: String
    package let scope: Scope
    package let immutable: Bool
    package let suspend: Bool
    package let drift: Drift?
    package let adopt: Adoption
    package let deletion: Deletion
    package let restart: [String]
    package let optional: [String]
    package let layers: [Layer]
    package let template: SecretTemplate?
    package let file: YAMLFile
    package let spec: Node

    /// How people name it: `payments/db`.
    package var title: String { "\(namespace)/\(name)" }

    package init(_ header: Header, file: YAMLFile, part: String?) throws(DocumentError) {
        let fields = try header.fields(
            allowing: part != nil
                ? ["layers"]
                : [
                    "type", "scope", "immutable", "suspend", "drift", "adopt", "deletion",
                    "restart",
                    "optional", "layers", "template",
                ]
        )
        namespace = header.namespace ?? ""
        name = header.name
        path = header.path
        spec = header.spec
        self.file = file
        self.part = part
        type = try fields.optionalText("type") ?? "Opaque"
        guard Self.isType(type) else {
            throw fields.failure(
                try fields.required("type"),
                "read spec.type: \(type.escapedForMessage) is not a type of a Secret"
            )
        }
        scope = try fields.choice("scope", or: Scope.strict)
        immutable = try fields.flag("immutable")
        suspend = try fields.flag("suspend")
        drift = fields.node["drift"] == nil ? nil : try fields.choice("drift", or: Drift.detect)
        adopt = try fields.choice("adopt", or: Adoption.never)
        deletion = try fields.choice("deletion", or: Deletion.delete)
        restart = try fields.texts(
            "restart",
            "a workload (deployment/NAME, statefulset/NAME, daemonset/NAME)",
            where: Self.isWorkload
        )
        optional = try fields.texts("optional", "a key of a Secret", where: Names.isItemKey)
        template = try fields.fields("template").map { (found) throws(DocumentError) in
            try SecretTemplate(found)
        }
        layers = try Self.layers(fields, part: part)
        try checkTemplateKeys(fields)
    }

    package func layer(for group: String) -> Layer? {
        layers.first { $0.group == group }
    }

    private static func layers(_ fields: Fields, part: String?) throws(DocumentError) -> [Layer] {
        var layers: [Layer] = []
        var seen: Set<String> = []
        for item in try fields.items("layers") {
            let layer = try Layer(item)
            guard seen.insert(layer.group).inserted else {
                throw item.failure(item.node, "read spec.layers: two layers are for \(layer.group)")
            }
            layers.append(layer)
        }
        if let part {
            guard layers.count == 1, layers.first?.group == part else {
                throw fields.failure(
                    fields.node,
                    "read spec.layers: a part @\(part) has one layer, for \(part)",
                    hint: "what is for other groups belongs into the document without @"
                )
            }
        }
        return layers
    }

    private func checkTemplateKeys(_ fields: Fields) throws(DocumentError) {
        guard let template else { return }
        for data in template.data where layers.contains(where: { $0.value(data.key) != nil }) {
            throw fields.failure(
                data.node,
                "read spec.template.data: \(data.key) is also a key of a value",
                hint:
                    "rename one of the two; spec.template.omit hides a value that only feeds the template"
            )
        }
    }

    private static func isWorkload(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && ["deployment", "statefulset", "daemonset"].contains(parts[0])
            && Names.isSubdomain(String(parts[1]))
    }

    /// The syntax of types of Secrets.
    static func isType(_ text: String) -> Bool {
        text == "Opaque" || LabelSyntax.isKey(text)
    }
}
