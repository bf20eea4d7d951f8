package import Documents
package import Sealing
package import YAML

/// Changes to secrets: values, layers and whole documents.
///
/// Needs public keys only.
package struct SecretEditor {
    package let tree: WorkTree
    package let registry: Registry
    /// Above this size a document is worth a warning.
    package static let largeDocument = 200 << 10

    package init(_ registry: Registry) {
        tree = registry.tree
        self.registry = registry
    }

    /// What a write came to.
    package struct Outcome: Sendable {
        package let path: String
        package let isNew: Bool
        package let madeLayer: Bool
        /// The document or part, with the layers and keys that it has now.
        package let document: SecretDocument
        /// The document's size in bytes, for the warning.
        package let size: Int
    }

    /// Puts sealed values into the layer of a group, which is made where it is missing.
    package func put(
        _ values: [(key: String, sealed: SealedValue)],
        for group: String,
        into entry: SecretEntry,
        wish: LayerOrder.Wish = .none
    ) throws -> Outcome {
        try requireAllowed(entry, adding: group)
        if let part = entry.parts[group], let layer = part.layers.first {
            return try put(values, in: layer, of: part, madeLayer: false)
        }
        if let layer = entry.document.layer(for: group) {
            return try put(values, in: layer, of: entry.document, madeLayer: false)
        }
        let index = try place(of: group, in: entry, wish)
        let content = Self.layer(group, values.map { ($0.key, $0.sealed) })
        let document = entry.document
        try tree.edit(document.path) { edits, file in
            guard let spec = Signer.spec(.secret, in: file) else { return }
            if let layers = spec["layers"] {
                edits.insert(content, into: layers, at: index)
            } else {
                edits.insert("layers", .sequence([content]), into: spec)
            }
        }
        return try checked(document.path, isNew: false, madeLayer: true)
    }

    /// Makes a new document with one layer.
    package func create(
        _ title: SecretStore.Title,
        in folder: String,
        scope: Scope,
        group: String,
        _ values: [(key: String, sealed: SealedValue)],
        more: [(String, Content)] = []
    ) throws -> Outcome {
        let path = Documents.Place.secret(namespace: title.namespace, name: title.name).path(
            in: folder
        )
        guard try !tree.exists(path) else {
            throw FleetError("make \(path): it is there already", path: path)
        }
        let content = Self.newDocument(title, scope: scope, group: group, values, more: more)
        try tree.write(path, YAMLWriter.file([content]))
        let outcome = try checked(path, isNew: true, madeLayer: true)
        try requireAllowed(title)
        return outcome
    }

    /// A document that is not there yet, with one layer.
    package static func newDocument(
        _ title: SecretStore.Title,
        scope: Scope,
        group: String,
        _ values: [(key: String, sealed: SealedValue)],
        more: [(String, Content)] = []
    ) -> Content {
        var spec = more
        if scope != .strict { spec.append(("scope", .string(scope.rawValue))) }
        spec.append(("layers", .sequence([layer(group, values.map { ($0.key, $0.sealed) })])))
        return document(title, spec)
    }

    /// Takes one key out of the layer of a group; an empty layer goes with it.
    package func unset(_ key: String, for group: String, in entry: SecretEntry) throws {
        let source = entry.parts[group] ?? entry.document
        guard let index = source.layers.firstIndex(where: { $0.group == group }),
            source.layers[index].value(key) != nil
        else {
            let holders = entry.allLayers.filter { $0.layer.value(key) != nil }.map(\.layer.group)
            throw FleetError(
                "unset \(key.escapedForMessage) of \(entry.title): the layer of \(group) has no such value",
                hint: holders.isEmpty
                    ? "no layer has it" : "layers that have it: \(holders.joined(separator: ", "))",
                path: source.path
            )
        }
        let layer = source.layers[index]
        let isLast = layer.values.count == 1 && layer.remove.isEmpty
        if isLast, source.part != nil {
            try tree.remove(source.path)
            return
        }
        try tree.edit(source.path) { edits, file in
            guard let layers = Signer.spec(.secret, in: file)?["layers"] else { return }
            let node = Array(layers.items)[index]
            if isLast {
                edits.remove(at: index, from: layers)
            } else if layer.values.count == 1 {
                edits.remove("values", from: node)
            } else if let values = node["values"] {
                edits.remove(key, from: values)
            }
        }
        _ = try checked(source.path, isNew: false, madeLayer: false)
    }

    /// Removes a secret with its parts.
    package func remove(_ entry: SecretEntry) throws -> [String] {
        let paths = [entry.document.path] + entry.parts.values.map(\.path).sorted()
        for path in paths { try tree.remove(path) }
        return paths
    }

    /// Takes the layers for one group out of every secret.
    ///
    /// Gives the paths that changed.
    package func removeLayers(for group: String) throws -> [String] {
        var changed: [String] = []
        for entry in try SecretStore(tree).all() {
            if let part = entry.parts[group] {
                try tree.remove(part.path)
                changed.append(part.path)
            }
            guard let index = entry.document.layers.firstIndex(where: { $0.group == group }) else {
                continue
            }
            try tree.edit(entry.document.path) { edits, file in
                guard let layers = Signer.spec(.secret, in: file)?["layers"] else { return }
                edits.remove(at: index, from: layers)
            }
            changed.append(entry.document.path)
        }
        return changed
    }

    /// Refuses a layer that the Fleet's rules forbid, before anything is sealed.
    package func requireAllowed(_ entry: SecretEntry, adding group: String) throws {
        let violations = RuleJudge(registry.fleet.rules).violations(of: entry, adding: group)
        if let first = violations.first { throw first.error }
    }

    /// The same for a document that is to be made; without a folder, if any would do.
    package func requireAllowed(
        _ title: SecretStore.Title,
        in folder: String?,
        type: String,
        scope: Scope,
        group: String
    ) throws {
        let place = Documents.Place.secret(namespace: title.namespace, name: title.name)
        let violations = RuleJudge(registry.fleet.rules).violations(
            making: title,
            path: folder.map { place.path(in: $0) },
            type: type,
            scope: scope,
            group: group
        )
        guard let first = violations.first else { return }
        guard folder != nil else { throw FleetError(first.message, hint: first.hint) }
        throw first.error
    }

    /// Judges what was written; positions in it would be of a file that nobody sees.
    func requireAllowed(_ title: SecretStore.Title) throws {
        let judge = RuleJudge(registry.fleet.rules)
        guard !judge.allowsAnything, let entry = try SecretStore(tree).secretIfAny(title),
            var error = judge.violations(of: entry).first?.error
        else { return }
        error.position = nil
        throw error
    }

    /// Reads what was written as a reader will, so that a document that is too large or breaks a
    /// rule of its kind is never left behind.
    func checked(_ path: String, isNew: Bool, madeLayer: Bool) throws -> Outcome {
        guard let file = try tree.file(path) else {
            preconditionFailure("checked after it was written")
        }
        let document = try DocumentFile.secret(file, at: path)
        return Outcome(
            path: path,
            isNew: isNew,
            madeLayer: madeLayer,
            document: document,
            size: file.count
        )
    }

    private func put(
        _ values: [(key: String, sealed: SealedValue)],
        in layer: Layer,
        of source: SecretDocument,
        madeLayer: Bool
    ) throws -> Outcome {
        let index = source.layers.firstIndex { $0.group == layer.group } ?? 0
        var isNewKey = false
        try tree.edit(source.path) { edits, file in
            guard let layers = Signer.spec(.secret, in: file)?["layers"] else { return }
            let node = Array(layers.items)[index]
            guard let table = node["values"], table.kind == .mapping else {
                isNewKey = true
                edits.insert("values", Self.values(values.map { ($0.key, $0.sealed) }), into: node)
                return
            }
            for (key, sealed) in values {
                if let old = table[key] {
                    edits.replace(old, with: .below(sealed.text))
                } else {
                    isNewKey = true
                    edits.insert(key, .below(sealed.text), into: table)
                }
            }
        }
        guard !isNewKey, let file = try tree.file(source.path) else {
            return try checked(source.path, isNew: false, madeLayer: madeLayer)
        }
        // Values in place of values: the edit has compared all the rest, and what was read of a
        // large document need not be read again.
        try DocumentFile.checkSize(file.count, source.path)
        return Outcome(
            path: source.path,
            isNew: false,
            madeLayer: madeLayer,
            document: source,
            size: file.count
        )
    }

    private func place(of group: String, in entry: SecretEntry, _ wish: LayerOrder.Wish) throws
        -> Int
    {
        let groups = entry.document.layers.map(\.group)
        let known = { name in (try? registry.groupIfAny(name))??.document }
        let order = LayerOrder(groups) { name in
            known(name)?.clusters ?? []
        } breadth: { name in
            LayerOrder.Breadth(known(name)?.membership)
        }
        switch order.place(for: group, wish: wish) {
        case .index(let index): return index
        case .ambiguous(let other, let sharing):
            throw FleetError(
                "add a layer for \(group) to \(entry.title): \(sharing == 1 ? "1 cluster is" : "\(sharing) clusters are") also in \(other) and neither is the broader one, so somebody must say which wins",
                hint: "--after \(other) if \(group) wins there, --before \(other) if \(other) does",
                path: entry.document.path
            )
        case .contradicts(let broader, let narrower):
            throw FleetError(
                "add a layer for \(group) to \(entry.title): every cluster of \(narrower) is in \(broader), which would come later and always win",
                hint: "leave out --before and --after: broader layers come first",
                path: entry.document.path
            )
        case .unknownLayer(let other):
            throw FleetError(
                "add a layer for \(group) to \(entry.title): it has no layer for \(other.escapedForMessage)",
                hint: "its layers, in order: \(groups.joined(separator: ", "))",
                path: entry.document.path
            )
        }
    }

    static func layer(_ group: String, _ values: [(String, SealedValue)]) -> Content {
        .mapping([("for", .string(group)), ("values", Self.values(values))])
    }

    private static func values(_ values: [(String, SealedValue)]) -> Content {
        .mapping(values.map { ($0.0, .below($0.1.text)) })
    }

    static func document(_ title: SecretStore.Title, _ spec: [(String, Content)]) -> Content {
        .mapping([
            ("apiVersion", .string(Header.apiVersion)),
            ("kind", .string(Kind.secret.rawValue)),
            (
                "metadata",
                .flowMapping([
                    ("name", .string(title.name)), ("namespace", .string(title.namespace)),
                ])
            ),
            ("spec", .mapping(spec)),
        ])
    }
}
