@testable import Documents
@testable import Fleet
import Sealing
import YAML

/// What happens to a secret that can be read, up to the point where a private key is needed.
func checkSecret(_ bytes: [UInt8], _ path: String) {
    guard let document = try? DocumentFile.secret(bytes, at: path) else { return }
    checkRendering(document)
    guard document.part == nil, let entry = try? SecretEntry(document, parts: []) else { return }
    checkResolution(entry)
    checkTemplates(document)
    checkOrder(document)
}

private func checkResolution(_ entry: SecretEntry) {
    let cluster = Vouching.cluster
    let resolution = Resolution(entry, on: cluster)
    let layers = entry.layers(in: Set(cluster.groups), cluster: cluster.name)
    precondition(resolution.applies == !layers.isEmpty)
    for winner in resolution.winners {
        precondition(layers.contains { $0.layer.group == winner.layer.group })
        precondition(winner.layer.value(winner.key)?.sealed == winner.value.sealed)
        precondition(!winner.hides.contains(winner.layer.group))
    }
}

/// The same document in the layout that `render` writes has to be the same document.
private func checkRendering(_ document: SecretDocument) {
    let title = SecretStore.Title(namespace: document.namespace, name: document.name)
    let fields = document.spec.entries.map { entry -> (String, Content) in
        guard entry.key.equals("layers"), entry.value.kind == .sequence else {
            return (entry.key.text, Content(entry.value))
        }
        return ("layers", .sequence(document.layers.map { ClusterView.layer($0.node) }))
    }
    let bytes = YAMLWriter.file([SecretEditor.document(title, fields)])
    guard let again = try? DocumentFile.secret(bytes, at: document.path) else {
        preconditionFailure("what is rendered is not read")
    }
    precondition(again.layers.map(\.group) == document.layers.map(\.group))
    precondition(again.layers.map(\.remove) == document.layers.map(\.remove))
    for (new, old) in zip(again.layers, document.layers) {
        precondition(new.values.map(\.key) == old.values.map(\.key))
        precondition(new.values.map(\.sealed) == old.values.map(\.sealed))
    }
    precondition(again.type == document.type && again.scope == document.scope)
    precondition(again.restart == document.restart && again.optional == document.optional)
    precondition(again.template?.data.map(\.template) == document.template?.data.map(\.template))
    precondition(again.template?.omit == document.template?.omit)
    precondition(Canonical.encode(again.spec) == Canonical.encode(document.spec))
}

private func checkTemplates(_ document: SecretDocument) {
    var values = SecretArena()
    let value = values.append(capacity: 3) { output in
        for byte in [UInt8(ascii: "a"), 0x22, 0x0A] { output.append(byte) }
    }
    var rendered = SecretArena()
    for (_, template, _) in document.template?.data ?? [] {
        _ = try? template.render(
            values: values,
            key: { _ in value },
            cluster: { _ in "eu" },
            into: &rendered
        )
    }
}

private func checkOrder(_ document: SecretDocument) {
    let order = LayerOrder(document.layers.map(\.group)) { name in
        name == "fleet" ? ["eu", "us"] : [name]
    }
    for group in ["fleet", "eu", "production"] {
        guard case .index(let index) = order.place(for: group) else { continue }
        precondition((0...document.layers.count).contains(index))
    }
}
