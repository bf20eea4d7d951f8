internal import Documents
internal import YAML

/// What a file of the registry says: what stays whole, and the lines of its groups' keys.
struct RegistryModel {
    /// One document of the file.
    struct Part: Equatable {
        /// How people name it: `FleetGroup production`.
        let name: String
        let epoch: String
        /// Everything but `sealedTo`: what is signed must never be put together from two sides.
        var rest: PlainTree?
        /// By id of the key, then by member and key.
        var lines: [String: [String: String]]
    }

    var parts: [Part]
    /// Whether lines stand in the order of their bytes, as fleetseal writes them.
    private(set) var isSorted = true

    init(parts: [Part]) {
        self.parts = parts
    }

    /// Reads a file as what its place says.
    init(_ bytes: [UInt8], at path: String) throws(DocumentError) {
        switch try Place(path: path) {
        case .fleet: _ = try DocumentFile.fleet(bytes)
        case .cluster: _ = try DocumentFile.cluster(bytes, at: path)
        case .group: _ = try DocumentFile.group(bytes, at: path)
        case .secret, .part: preconditionFailure("no file of the registry")
        }
        let documents = try parsed(bytes, path).documents
        parts = documents.map { Self.part($0) }
        isSorted = documents.allSatisfy { Self.isSorted($0) }
    }

    private static func isSorted(_ document: Node) -> Bool {
        let keys = document["spec"]?["keys"].map { Array($0.items) } ?? []
        return keys.compactMap { $0["sealedTo"] }.allSatisfy { table in
            let names = table.entries.map(\.key.text)
            return zip(names, names.dropFirst()).allSatisfy {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
        }
    }

    private static func part(_ document: Node) -> Part {
        var lines: [String: [String: String]] = [:]
        let keys = document["spec"]?["keys"]
        for key in keys.map({ Array($0.items) }) ?? [] {
            guard let id = key["id"]?.text else { continue }
            var table: [String: String] = [:]
            if let sealed = key["sealedTo"] {
                for entry in sealed.entries { table[entry.key.text] = entry.value.text }
            }
            lines[id] = table
        }
        let kind = document["kind"]?.text ?? ""
        let name = document["metadata"]?["name"]?.text ?? ""
        return Part(
            name: "\(kind) \(name)",
            epoch: document["spec"]?["epoch"]?.text ?? "none",
            rest: PlainTree(document) {
                $0 == ["spec", "keys", "-", "sealedTo"] ? .nothing : .plain
            },
            lines: lines
        )
    }
}
