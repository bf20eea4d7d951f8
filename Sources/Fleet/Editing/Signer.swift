package import Documents
package import Sealing
package import YAML

/// An operator who signs what changes in the registry.
package struct Signer: Sendable {
    package let name: String
    private let key: HeldKey
    private let fleet: String

    /// A key with the name under which the fleet knows it.
    package init(name: String, key: HeldKey, fleet: String) {
        self.name = name
        self.key = key
        self.fleet = fleet
    }

    /// The operator whose key this identity is.
    package init(_ keyring: Keyring, registry: Registry) throws {
        guard let name = keyring.operatorName else {
            let names = registry.fleet.operators.map(\.name).joined(separator: ", ")
            throw FleetError(
                "sign the registry: this identity (\(keyring.identityKey.id)) is not an operator of the fleet",
                hint: "use the identity of \(names), or have one of them run it"
            )
        }
        self.init(name: name, key: keyring.identity, fleet: registry.fleet.id)
    }

    /// The file with the signatures of its registry documents made anew; `kinds` limits which.
    package func signed(_ bytes: [UInt8], path: String, only kinds: Set<Kind>? = nil) throws
        -> [UInt8]
    {
        let file = try parsed(bytes, path)
        var edits = Edits(file)
        for document in file.documents {
            guard let kind = document["kind"].flatMap({ Kind(rawValue: $0.text) }),
                kinds?.contains(kind) ?? true, let name = document["metadata"]?["name"]?.text,
                let spec = document["spec"], let statement = statement(kind, name, spec)
            else { continue }
            let content = Content.flowMapping([
                ("by", .string(self.name)),
                ("sig", .string(key.key.signature(over: statement).text)),
            ])
            if let old = spec["signature"] {
                edits.replace(old, with: content)
            } else {
                edits.insert("signature", content, into: spec)
            }
        }
        return try applied(edits, path)
    }

    /// Signs a file of the registry and writes it; `kinds` limits which of its documents are signed.
    package func write(
        _ bytes: [UInt8],
        to path: String,
        in tree: WorkTree,
        only kinds: Set<Kind>? = nil
    ) throws {
        let signed = try signed(bytes, path: path, only: kinds)
        for document in try parsed(signed, path).documents {
            if let kind = document["kind"].flatMap({ Kind(rawValue: $0.text) }),
                let name = document["metadata"]?["name"]?.text,
                let epoch = document["spec"]?["epoch"].flatMap({ Int($0.text) })
            {
                tree.noteEpoch(epoch, of: kind.registryName(name))
            }
        }
        try tree.write(path, signed)
    }

    /// Changes one registry document, raises its epoch and signs it.
    package func change(
        _ tree: WorkTree,
        _ path: String,
        _ kind: Kind,
        _ body: (inout Edits, Node) throws -> Void
    ) throws {
        try tree.edit(path) { edits, file in
            guard let spec = Self.spec(kind, in: file), let epoch = spec["epoch"],
                let number = Int(epoch.text)
            else { throw FleetError("change \(path): it has no \(kind.rawValue)", path: path) }
            try body(&edits, spec)
            edits.replace(epoch, with: .bare(String(number + 1)))
        }
        guard let bytes = try tree.read(path) else { return }
        try write(bytes, to: path, in: tree, only: [kind])
    }

    /// Raises the epochs of all registry documents in a file that was edited by hand, and signs them.
    package func resign(_ tree: WorkTree, _ path: String) throws {
        try tree.edit(path) { edits, file in
            for document in file.documents {
                guard let epoch = document["spec"]?["epoch"], let number = Int(epoch.text) else {
                    throw DocumentError(
                        path,
                        document.position,
                        "sign: no document of the registry, or it has no epoch",
                        hint: "secrets are not signed; fleetseal.yaml and the files under keys are"
                    )
                }
                edits.replace(epoch, with: .bare(String(number + 1)))
            }
        }
        guard let bytes = try tree.read(path) else { return }
        try write(bytes, to: path, in: tree)
        // A signature under what no reader accepts would only move the error to everybody else.
        guard let signed = try tree.read(path) else { return }
        switch try Place(path: path) {
        case .fleet: _ = try DocumentFile.fleet(signed)
        case .cluster: _ = try DocumentFile.cluster(signed, at: path)
        case .group: _ = try DocumentFile.group(signed, at: path)
        case .secret, .part: break
        }
    }

    /// The `spec` of the document of a kind in a file.
    package static func spec(_ kind: Kind, in file: YAMLFile) -> Node? {
        file.documents.first { $0["kind"]?.equals(kind.rawValue) ?? false }?["spec"]
    }

    private func statement(_ kind: Kind, _ name: String, _ spec: Node) -> Digest? {
        switch kind {
        case .fleet: FleetDocument.statement(fleet: fleet, name: name, spec: spec)
        case .cluster: ClusterDocument.statement(fleet: fleet, name: name, spec: spec)
        case .group: GroupDocument.statement(fleet: fleet, name: name, spec: spec)
        case .secret: nil
        }
    }
}

extension WorkTree {
    /// Edits one file in place.
    package func edit(_ path: String, _ body: (inout Edits, YAMLFile) throws -> Void) throws {
        guard let file = try file(path) else {
            throw DocumentError(path, nil, "edit file: it is not there")
        }
        var edits = Edits(file)
        try body(&edits, file)
        do {
            try write(path, edits.edited())
        } catch let error as YAMLError {
            throw DocumentError(path, error)
        }
    }
}

func parsed(_ bytes: [UInt8], _ path: String) throws(DocumentError) -> YAMLFile {
    do {
        return try YAMLFile(bytes)
    } catch {
        throw DocumentError(path, error)
    }
}

func applied(_ edits: Edits, _ path: String) throws(DocumentError) -> [UInt8] {
    do {
        return try edits.applied()
    } catch {
        throw DocumentError(path, error)
    }
}
