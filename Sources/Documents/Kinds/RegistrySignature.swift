package import Sealing
package import YAML

/// `spec.signature`: which operator vouches for a document of the registry.
package struct RegistrySignature: Hashable, Sendable {
    package let operatorName: String
    package let signature: Signature

    init(_ spec: Fields) throws(DocumentError) {
        guard let fields = try spec.fields("signature") else {
            throw spec.failure(
                spec.node,
                "read spec: the field signature is missing",
                hint:
                    "an operator signs it: fleetseal signs what it writes; after an edit by hand, run fleetseal sign"
            )
        }
        try fields.allowOnly(["by", "sig"])
        operatorName = try fields.text("by", "a name of an operator", where: Names.isLabel)
        guard let signature = Signature(text: try fields.text("sig")) else {
            throw fields.failure(
                try fields.required("sig"),
                "read spec.signature.sig: not the base64 of 64 bytes"
            )
        }
        self.signature = signature
    }
}

/// A document of the registry as a signature sees it.
package protocol RegistryDocument: Sendable {
    static var kind: Kind { get }
    var name: String { get }
    var epoch: Int { get }
    var signature: RegistrySignature { get }
    var path: String { get }
    var spec: Node { get }
    /// The bytes of a `spec` of this kind that the signature covers.
    static func canonical(_ spec: Node) -> [UInt8]
}

extension RegistryDocument {
    /// The message that the operator signs.
    package func statement(fleet: String) -> Digest {
        Self.statement(fleet: fleet, name: name, spec: spec)
    }

    /// The same for a `spec` that is not signed yet.
    package static func statement(fleet: String, name: String, spec: Node) -> Digest {
        Hash.digest(
            "fleetseal/registry/v1",
            parts: [
                Array(fleet.utf8), Array(kind.rawValue.utf8), Array(name.utf8), canonical(spec),
            ]
        )
    }

    /// How pins and messages name it: `group/production`.
    package var registryName: String {
        Self.kind.registryName(name)
    }
}
