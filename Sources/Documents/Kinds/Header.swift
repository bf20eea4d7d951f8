package import YAML

/// The kinds of documents that fleetseal reads.
package enum Kind: String, CaseIterable, Sendable {
    case fleet = "Fleet"
    case cluster = "FleetCluster"
    case group = "FleetGroup"
    case secret = "FleetSecret"

    /// How pins and messages name a document of this kind: `group/production`.
    package func registryName(_ name: String) -> String {
        switch self {
        case .fleet: "fleet"
        case .cluster: "cluster/\(name)"
        case .group: "group/\(name)"
        case .secret: "secret/\(name)"
        }
    }
}

/// What every document starts with: its version, kind and names, and the place of its spec.
package struct Header: Sendable {
    package static let apiVersion = "fleetseal.dev/v1alpha1"
    /// The names in `spec.requires` that this version of the program understands: none yet.
    static let knownRequirements: Set<String> = []

    package let kind: Kind
    package let name: String
    /// Only documents of kind FleetSecret have one.
    package let namespace: String?
    package let spec: Node
    package let path: String

    package init(_ document: Node, in path: String) throws(DocumentError) {
        let top = try Fields(document, of: "document", in: path)
        let version = try top.text("apiVersion")
        guard version == Self.apiVersion else { throw Self.otherVersion(version, top) }
        let kindText = try top.text("kind")
        guard let kind = Kind(rawValue: kindText) else {
            throw top.failure(
                try top.required("kind"),
                "read document: unknown kind \(kindText.escapedForMessage)",
                hint: "known kinds: \(Kind.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        try top.allowOnly(["apiVersion", "kind", "metadata", "spec"])
        let metadata = try Fields(top.required("metadata"), of: "metadata", in: path)
        try metadata.allowOnly(
            ["name", "labels", "annotations"] + (kind == .secret ? ["namespace"] : [])
        )
        _ = try metadata.textMap("labels")
        _ = try metadata.textMap("annotations")
        self.kind = kind
        self.path = path
        if kind == .secret {
            name = try metadata.text("name", "a name of a Secret", where: Names.isSubdomain)
            namespace = try metadata.text("namespace", "a namespace", where: Names.isLabel)
        } else {
            name = try metadata.text(
                "name",
                "a name (lower-case letters, digits and -, at most 63)",
                where: Names.isLabel
            )
            namespace = nil
        }
        spec = try top.required("spec")
        try Self.checkExtensions(Fields(spec, of: "spec", in: path))
    }

    /// The fields of `spec`, of which only those of the schema may be there.
    func fields(allowing known: [String], reserved: [String] = []) throws(DocumentError) -> Fields {
        let fields = try Fields(spec, of: "spec", in: path)
        try fields.allowOnly(
            known + ["extensions", "requires"],
            reserved: reserved + ["signatures"]
        )
        return fields
    }

    private static func checkExtensions(_ spec: Fields) throws(DocumentError) {
        if let extensions = spec.node["extensions"] {
            _ = try Fields(extensions, of: "spec.extensions", in: spec.path)
        }
        let required = try spec.texts("requires", "a name of an extension", where: { !$0.isEmpty })
        for name in required where !knownRequirements.contains(name) {
            throw spec.failure(
                try spec.required("requires"),
                "read spec.requires: this version of fleetseal does not know \(name.escapedForMessage)",
                hint: "update fleetseal: the document says that it must not be used without"
            )
        }
    }

    private static func otherVersion(_ version: String, _ top: Fields) -> DocumentError {
        let isOurs = version.hasPrefix("fleetseal.dev/")
        return top.failure(
            top.node["apiVersion"] ?? top.node,
            "read document: apiVersion \(version.escapedForMessage) is not known",
            hint: isOurs
                ? "this document was written for another version of fleetseal: update it"
                : "documents of a fleet start with apiVersion: \(apiVersion)"
        )
    }
}
