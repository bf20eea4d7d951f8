internal import CommandLine
internal import Documents
internal import Fleet
internal import JSON
internal import Kubernetes
internal import Payloads
internal import Sealing
internal import YAML

extension Command {
    static let capture = Command(
        "capture",
        summary: "seal the value that a cluster's Secret has now",
        arguments: [.required("NAMESPACE/NAME", .document), .required("KEY")],
        options: [
            .value(
                "--for",
                "GROUP",
                "the group that can open it; a cluster's name is its group of one",
                .group
            )
        ] + LayerOrder.Wish.options + [
            .value(
                "--scope",
                "SCOPE",
                "for a new document: strict, namespace or any",
                .choice(["strict", "namespace", "any"])
            ),
            .value("--under", "FOLDER", "for a new document: the folder below secrets", .folder),
        ] + ClusterConnection.options + Session.options,
        details: """
            Brings a value that somebody changed in the cluster back into the repository, as set does \
            with a value that is typed. It goes from the API server's answer into the seal: it is not \
            shown, and not written anywhere. Takes the right to get the Secret.
            """,
        examples: [
            "fleetseal capture payments/db password --for us-east-1 --context us-east-1"
        ]
    ) { invocation in
        try ValueCapture(invocation).run()
        return .done
    }
}

/// Seals the value of one key of a live Secret.
struct ValueCapture {
    private let invocation: Invocation
    private let title: SecretStore.Title
    private let key: String
    private let group: String
    private let wish: LayerOrder.Wish
    private let scope: Scope?
    private let folder: String

    init(_ invocation: Invocation) throws {
        self.invocation = invocation
        title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        key = invocation.argument("KEY")
        guard Names.isItemKey(key) else {
            throw UsageError(
                "that cannot be a key of a Secret",
                hint: "keys have 1 to 253 of A-Z a-z 0-9 - _ ."
            )
        }
        guard let group = invocation.value("--for") else {
            throw UsageError("--for is missing", hint: "--for GROUP; fleetseal group list")
        }
        self.group = group
        wish = try LayerOrder.Wish(invocation)
        scope = invocation.value("--scope").flatMap { Scope(rawValue: $0) }
        folder = try SealTarget.folder(invocation.value("--under"))
    }

    func run() throws {
        let session = Session(invocation)
        // Before anything is asked of a cluster: a mistyped group, and what the rules forbid.
        try session.reading { registry in
            try SealTarget(title, group: group, registry, scope: scope, in: folder)
                .requireAllowed()
        }
        let live = try read()
        let values = Plaintexts(copying: live.value.bytes, 0..<live.value.count, key: key)
        try session.changing { registry in
            let target = try SealTarget(title, group: group, registry, scope: scope, in: folder)
            try target.requireAllowed(type: live.type)
            let more: [(String, Content)] =
                live.type == "Opaque" ? [] : [("type", .string(live.type))]
            let outcome = try target.write(values, wish: wish, more: more)
            target.report(outcome, keys: [key], invocation.terminal)
        }
    }

    /// A value as the API server has it.
    private struct Live: Sendable {
        let value: Payload
        let type: String
    }

    private func read() throws -> Live {
        let connection = try ClusterConnection(invocation)
        let (title, key) = (title, key)
        return try AsynchronousWork.result {
            let object = try await connection.client.get(
                .secrets,
                title.name,
                in: title.namespace
            )
            guard let text = object.node[path: "data", key] else {
                let keys = object.node["data"]?.entries.compactMap { $0.key.string } ?? []
                throw Failure(
                    "capture \(key) of Secret \(title): it has no such key",
                    hint: keys.isEmpty ? "it has none" : "it has \(keys.joined(separator: ", "))"
                )
            }
            guard let value = Base64Text.bytes(of: text.utf8) else {
                throw Failure("capture \(key) of Secret \(title): the answer is not Base64")
            }
            return Live(value: value, type: object.node["type"]?.string ?? "Opaque")
        }
    }
}
