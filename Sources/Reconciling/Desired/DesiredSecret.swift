package import Documents
package import Sealing
internal import YAML

/// What one document says that one Secret of this cluster shall be, without its values.
package struct DesiredSecret: Sendable {
    package let name: SecretName
    package let type: String
    package let immutable: Bool
    package let labels: [(key: String, value: String)]
    package let annotations: [(key: String, value: String)]
    /// The keys that the Secret gets, sorted by bytes.
    package let items: [DesiredItem]
    package let suspend: Bool
    package let drift: Drift?
    package let adopt: Adoption
    package let deletion: Deletion
    package let restart: [String]
    /// Of all that it is made from, sealed values included.
    package let source: Digest
    /// Of all that is written besides the values.
    package let form: Digest

    /// What `document` comes to on a cluster; `values` are those that win there, and `fact` looks up
    /// what a template may name: `name` and the cluster's labels.
    package init(
        _ document: SecretDocument,
        values: [DesiredItem],
        fact: (String) -> String?
    ) {
        name = SecretName(document.namespace, document.name)
        type = document.type
        immutable = document.immutable
        labels = Self.sorted(document.template?.labels ?? [])
        annotations = Self.sorted(document.template?.annotations ?? [])
        suspend = document.suspend
        drift = document.drift
        adopt = document.adopt
        deletion = document.deletion
        restart = document.restart
        let omitted = Set(document.template?.omit ?? [])
        let rendered = document.template?.data.map { DesiredItem(rendered: $0.key) } ?? []
        items = (values + rendered).filter { !omitted.contains($0.key) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let form = Self.form(type, immutable, deletion, labels, annotations)
        self.form = form
        source = Self.source(document, values, form, fact)
    }

    /// Whether it asks for the same, in the same way; the digests stand for all that is written.
    func isSame(as other: DesiredSecret) -> Bool {
        source == other.source && form == other.form && suspend == other.suspend
            && drift == other.drift && adopt == other.adopt && restart == other.restart
    }

    private static func sorted(
        _ marks: [(key: String, value: String)]
    ) -> [(key: String, value: String)] {
        marks.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func form(
        _ type: String,
        _ immutable: Bool,
        _ deletion: Deletion,
        _ labels: [(key: String, value: String)],
        _ annotations: [(key: String, value: String)]
    ) -> Digest {
        Hash.digest("fleetseal/agent/form/v1") { input in
            input.append(type)
            input.append(immutable ? "immutable" : "")
            input.append(deletion.rawValue)
            for marks in [labels, annotations] {
                input.append(String(marks.count))
                for mark in marks {
                    input.append(mark.key)
                    input.append(mark.value)
                }
            }
        }
    }

    private static func source(
        _ document: SecretDocument,
        _ values: [DesiredItem],
        _ form: Digest,
        _ fact: (String) -> String?
    ) -> Digest {
        Hash.digest("fleetseal/agent/source/v1") { input in
            input.append(document.namespace)
            input.append(document.name)
            input.append(document.scope.rawValue)
            input.append(form.bytes)
            input.append(String(values.count))
            for item in values {
                input.append(item.key)
                input.append(item.group ?? "")
                input.append(item.sealed?.bytes ?? [])
            }
            guard let template = document.template else { return }
            for data in template.data {
                input.append(data.key)
                input.append(data.node.text)
                for name in data.template.clusterFacts {
                    input.append(name)
                    input.append(fact(name) ?? "")
                }
            }
            input.append("omit")
            for key in template.omit { input.append(key) }
        }
    }
}
