internal import Documents
internal import YAML
internal import Files

/// The secrets below `secrets/`.
package struct SecretStore {
    private let tree: WorkTree

    package init(_ tree: WorkTree) {
        self.tree = tree
    }

    /// Namespace and name of a Secret as the command line gives them: `payments/db`.
    package struct Title: Hashable, Sendable, CustomStringConvertible {
        package let namespace: String
        package let name: String

        package init(namespace: String, name: String) {
            self.namespace = namespace
            self.name = name
        }

        package init(parsing text: String) throws {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(
                String.init
            )
            guard parts.count == 2, Names.isLabel(parts[0]), Names.isSubdomain(parts[1]) else {
                throw FleetError(
                    "read the name \(text.escapedForMessage): expected NAMESPACE/NAME of a Secret",
                    hint: "for example payments/db"
                )
            }
            (namespace, name) = (parts[0], parts[1])
        }

        package var description: String { "\(namespace)/\(name)" }
    }

    /// The secret of this name; an error if there is none.
    package func secret(_ title: Title) throws -> SecretEntry {
        if let entry = try secretIfAny(title) { return entry }
        let titles = try self.titles()
        let near = titles.first {
            $0.name == title.name || $0.description.hasPrefix(title.description)
        }
        throw FleetError(
            "find secret \(title): the fleet has none of this name",
            hint: near.map { "did you mean \($0)?" } ?? "fleetseal set \(title) KEY makes it"
        )
    }

    /// The secret of this name, if there is one, found by its path alone.
    package func secretIfAny(_ title: Title) throws -> SecretEntry? {
        var documents: [String] = []
        var parts: [String] = []
        let name = title.name + ".yaml"
        let partPrefix = title.name + "@"
        for folder in try tree.secretFolders(named: title.namespace) {
            for path in try tree.yamlFiles(in: folder, beside: true) {
                let file = path.utf8.dropFirst(folder.utf8.count + 1)
                if file.elementsEqual(name.utf8) {
                    documents.append(path)
                } else if file.starts(with: partPrefix.utf8) {
                    parts.append(path)
                }
            }
        }
        guard documents.count <= 1 else {
            throw FleetError(
                "find secret \(title): \(documents.joined(separator: " and ")) both are it",
                hint: "one Secret has one document: take one of them away",
                path: documents.last
            )
        }
        guard let path = documents.first else {
            guard let part = parts.first else { return nil }
            throw Self.orphan(part)
        }
        for part in parts where !Self.stem(part).utf8.elementsEqual(path.utf8.dropLast(5)) {
            throw Self.orphan(part)
        }
        return try SecretEntry(read(path), parts: parts.map(read))
    }

    /// Namespaces and names of all secrets, from the paths alone.
    package func titles() throws -> [Title] {
        try tree.yamlFiles(below: Place.secrets).filter {
            Self.stem($0).utf8.count == $0.utf8.count - 5
        }.compactMap(Self.title)
    }

    /// Every secret, by path, read on all cores.
    package func all() throws -> [SecretEntry] {
        let paths = try tree.yamlFiles(below: Place.secrets)
        let read = tree.snapshot()
        let documents = Workers.map(paths) { path in
            Result { try DocumentFile.secret(read(path), at: path) }
        }
        return try Self.grouped(documents.map { try $0.get() })
    }

    private static func grouped(_ documents: [SecretDocument]) throws -> [SecretEntry] {
        // By bytes: to strings, folders whose names look alike are one.
        var parts: [[UInt8]: [SecretDocument]] = [:]
        var paths: [Title: String] = [:]
        for document in documents where document.part != nil {
            parts[Array(stem(document.path).utf8), default: []].append(document)
        }
        var entries: [SecretEntry] = []
        entries.reserveCapacity(documents.count)
        for document in documents where document.part == nil {
            let title = Title(namespace: document.namespace, name: document.name)
            if let other = paths.updateValue(document.path, forKey: title) {
                throw DocumentError(
                    document.path,
                    nil,
                    "read file: \(other) is \(title) as well",
                    hint: "one Secret has one document: take one of them away"
                )
            }
            let own =
                parts.isEmpty
                ? [] : parts.removeValue(forKey: Array(stem(document.path).utf8)) ?? []
            entries.append(try SecretEntry(document, parts: own))
        }
        if let lost = parts.values.first?.first { throw orphan(lost.path) }
        return entries
    }

    private func read(_ path: String) throws -> SecretDocument {
        guard let file = try tree.file(path) else {
            throw DocumentError(
                path,
                nil,
                "read file: it disappeared",
                hint: "run the command again"
            )
        }
        return try DocumentFile.secret(file, at: path)
    }

    /// The path without `.yaml` and without the cluster of a part.
    static func stem(_ path: String) -> String {
        let whole = path.dropLast(5)
        guard let at = whole.lastIndex(of: "@"), !whole[at...].contains("/") else {
            return String(whole)
        }
        return String(whole[..<at])
    }

    private static func title(of path: String) -> Title? {
        let parts = stem(path).split(separator: "/")
        guard parts.count >= 3 else { return nil }
        return Title(
            namespace: String(parts[parts.count - 2]),
            name: String(parts[parts.count - 1])
        )
    }

    private static func orphan(_ path: String) -> DocumentError {
        DocumentError(
            path,
            nil,
            "read part: its document is not beside it",
            hint: "a part NAME@CLUSTER.yaml stands in the folder of NAME.yaml"
        )
    }
}
