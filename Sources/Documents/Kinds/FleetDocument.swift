package import Sealing
package import YAML

/// What an operator's key opens, besides signing the registry.
package enum Opens: Hashable, Sendable {
    case all
    case groups([String])

    package func includes(_ group: String) -> Bool {
        switch self {
        case .all: true
        case .groups(let names): names.contains(group)
        }
    }
}

/// A person or a job that vouches for the registry.
package struct Operator: Hashable, Sendable {
    package let name: String
    package let publicKey: PublicKey
    package let opens: Opens

    package init(name: String, publicKey: PublicKey, opens: Opens) {
        self.name = name
        self.publicKey = publicKey
        self.opens = opens
    }

    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["name", "public", "opens"])
        name = try fields.text("name", "a name of an operator", where: Names.isLabel)
        do {
            publicKey = try PublicKey(text: fields.text("public"))
        } catch let error as KeyError {
            throw fields.failure(
                try fields.required("public"),
                "read \(fields.place).public: \(error)",
                hint: error.hint
            )
        } catch {
            throw DocumentError(fields.path, fields.node.position, "\(error)")
        }
        let opens = try fields.required("opens")
        if opens.kind == .scalar {
            guard opens.equals("all") else {
                throw fields.failure(
                    opens,
                    "read \(fields.place).opens: expected all or a list of groups"
                )
            }
            self.opens = .all
        } else {
            self.opens = .groups(
                try fields.texts("opens", "a name of a group", where: Names.isLabel)
            )
        }
    }
}

/// `fleetseal.yaml`: what the fleet is, and who vouches for its registry.
package struct FleetDocument: RegistryDocument {
    package static let kind = Kind.fleet
    package static let path = "fleetseal.yaml"

    package let name: String
    package let id: String
    package let epoch: Int
    package let operators: [Operator]
    package let revoked: Set<Fingerprint>
    package let rules: [Rule]
    package let signature: RegistrySignature
    package let spec: Node
    package var path: String { Self.path }

    package init(_ header: Header) throws(DocumentError) {
        let fields = try header.fields(
            allowing: ["id", "epoch", "operators", "revoked", "rules", "signature"])
        name = header.name
        spec = header.spec
        id = try fields.text(
            "id",
            "an id of a fleet (f and 20 base32 characters)",
            where: Names.isFleetID
        )
        epoch = try fields.number("epoch")
        operators = try Self.operators(fields)
        var revoked: Set<Fingerprint> = []
        for text in try fields.texts("revoked", "a fingerprint", where: { !$0.isEmpty }) {
            guard let fingerprint = try? Fingerprint(text: text) else {
                throw fields.failure(
                    try fields.required("revoked"),
                    "read spec.revoked: \(text.escapedForMessage) is not a fingerprint"
                )
            }
            revoked.insert(fingerprint)
        }
        self.revoked = revoked
        rules = try Rule.all(fields)
        signature = try RegistrySignature(fields)
    }

    package static func canonical(_ spec: Node) -> [UInt8] {
        Canonical.encode(spec, keeping: { $0 != "signature" })
    }

    private static func operators(_ fields: Fields) throws(DocumentError) -> [Operator] {
        var operators: [Operator] = []
        for item in try fields.items("operators") {
            let found = try Operator(item)
            guard !operators.contains(where: { $0.name == found.name }) else {
                throw item.failure(
                    item.node,
                    "read spec.operators: \(found.name) stands there twice"
                )
            }
            guard !operators.contains(where: { $0.publicKey == found.publicKey }) else {
                throw item.failure(
                    item.node,
                    "read spec.operators: \(found.name) has the key of another operator"
                )
            }
            operators.append(found)
        }
        guard !operators.isEmpty else {
            throw fields.failure(
                fields.node,
                "read spec.operators: at least one operator is needed"
            )
        }
        return operators
    }
}
