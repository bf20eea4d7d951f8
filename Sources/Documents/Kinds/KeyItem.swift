package import Sealing
package import YAML

/// Where a key is in its life; docs/concepts.md tells what each state means.
package enum KeyState: String, CaseIterable, Sendable {
    case next, active, retired, revoked
}

/// One item of `spec.keys` of a cluster or a group.
package struct KeyItem: Sendable {
    package let publicKey: PublicKey
    /// Computed from the public key, not read.
    package let id: KeyID
    package let state: KeyState
    package let created: String
    package let node: Node

    init(_ fields: Fields) throws(DocumentError) {
        node = fields.node
        let text = try fields.text("public")
        do {
            publicKey = try PublicKey(text: text)
        } catch {
            throw fields.failure(
                try fields.required("public"),
                "read \(fields.place).public: \(error)",
                hint: error.hint
            )
        }
        id = publicKey.id
        let written = try fields.text("id")
        guard written == id.text else {
            throw fields.failure(
                try fields.required("id"),
                "read \(fields.place).id: \(written.escapedForMessage) is not the id of this public key, which is \(id)",
                hint:
                    "an id is computed from its key: somebody changed one of the two; restore the line from Git"
            )
        }
        guard fields.node["state"] != nil else {
            throw fields.failure(fields.node, "read \(fields.place): the field state is missing")
        }
        state = try fields.choice("state", or: KeyState.active)
        created = try fields.text("created", "a date like \"2026-11-21\"", where: Names.isDate)
    }
}
