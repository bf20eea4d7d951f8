internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// What changes in a secret besides its values: what it looks like, where it may go, who wins.
struct ShapeComparison {
    let pair: SecretPair
    /// Values that were sealed for another place or scope, with where they stood.
    var misplaced: [ItemPlace: SealedPlace] = [:]

    private static let known: Set<String> = [
        "type", "scope", "immutable", "suspend", "drift", "adopt", "deletion", "restart",
        "optional", "layers", "template",
    ]

    private var title: String { pair.title.description }

    /// Whether the Secret in the cluster looks different for it, its values apart.
    var changesForm: Bool {
        guard let old = pair.old?.document, let new = pair.new?.document else { return false }
        return old.type != new.type || old.immutable != new.immutable
            || FieldComparison.difference(old.spec["template"], new.spec["template"]) != nil
    }

    var statements: [PlanStatement] {
        guard let new = pair.new?.document else {
            return pair.old.map { [removed($0.document)] } ?? []
        }
        guard let old = pair.old?.document else { return added(new) }
        return moved(old, new) + settings(old, new) + template(old.template, new.template)
            + layers(old, new) + parts + metadata(old, new)
    }

    // MARK: The document itself

    private func added(_ new: SecretDocument) -> [PlanStatement] {
        var details: [Phrase] = [
            "type \(new.type), scope \(new.scope.rawValue), adopt \(new.adopt.rawValue)",
            "layers, the last one wins: \(names: layerNames(pair.new))",
        ]
        if new.suspend { details.append("suspended") }
        let isPlain =
            new.scope == .strict && new.adopt == .never && new.template == nil
            && new.type == "Opaque"
        return [
            say(
                "document-added",
                danger: !isPlain,
                "\(title) is added",
                details: details,
                path: new.path
            )
        ] + template(nil, new.template)
            + FieldComparison.changes(nil, new.spec, except: Self.known).map(field)
    }

    private func removed(_ old: SecretDocument) -> PlanStatement {
        say(
            "document-removed",
            old.deletion == .retain
                ? "\(title) is removed; its Secrets stay (deletion: retain)"
                : "\(title) is removed, and with it its Secrets (deletion: delete)",
            path: old.path
        )
    }

    private func moved(_ old: SecretDocument, _ new: SecretDocument) -> [PlanStatement] {
        guard !old.path.utf8.elementsEqual(new.path.utf8) else { return [] }
        return [
            say(
                "document-moved",
                "\(title) moves from \(old.path) to \(new.path)",
                details: ["rules and CODEOWNERS go by its path"]
            )
        ]
    }

    private func settings(_ old: SecretDocument, _ new: SecretDocument) -> [PlanStatement] {
        var found: [PlanStatement] = []
        func compare(_ field: String, _ before: String?, _ after: String?, _ why: Phrase = "") {
            guard before != after else { return }
            found.append(
                say(
                    "document-\(field)",
                    "\(title): \(field) becomes \(after ?? "unset") (was \(before ?? "unset"))\(why)",
                    line: new.spec[field]?.position.line ?? new.spec.position.line
                )
            )
        }
        compare(
            "scope",
            old.scope.rawValue,
            new.scope.rawValue,
            scopeChange(old.scope, new.scope)
        )
        compare("type", old.type, new.type)
        compare("adopt", old.adopt.rawValue, new.adopt.rawValue)
        compare("deletion", old.deletion.rawValue, new.deletion.rawValue)
        compare("suspend", "\(old.suspend)", "\(new.suspend)")
        compare("drift", old.drift?.rawValue, new.drift?.rawValue)
        compare("immutable", "\(old.immutable)", "\(new.immutable)")
        compare("restart", Self.list(old.restart), Self.list(new.restart))
        compare("optional", Self.list(old.optional), Self.list(new.optional))
        return found
            + FieldComparison.changes(old.spec, new.spec, except: Self.known).map(field)
    }

    /// Values are bound to the scope that they were sealed for.
    private func scopeChange(_ old: Scope, _ new: Scope) -> Phrase {
        let left = misplaced.count { item, origin in
            origin.item == item && origin.entry.title == title
        }
        let opening: Phrase =
            Self.breadth(new) > Self.breadth(old)
            ? ": wider, what is sealed from now on opens in more places" : ""
        guard left > 0 else { return opening }
        let verb: Phrase = left == 1 ? "stays as it is does" : "stay as they are do"
        return "\(opening); \(left, "value") that \(verb) not open any more"
    }

    private func field(_ field: String, _ diff: TextDiff) -> PlanStatement {
        say("document-field", "\(title): \(field) changes", diff: diff)
    }

    // MARK: Layers

    private func layers(_ old: SecretDocument, _ new: SecretDocument) -> [PlanStatement] {
        var found: [PlanStatement] = []
        let (before, after) = (old.layers.map(\.group), new.layers.map(\.group))
        let common = Set(before).intersection(after)
        let line = new.spec["layers"]?.position.line
        if before.filter(common.contains) != after.filter(common.contains) {
            found.append(
                say(
                    "layer-order",
                    "\(title): layers change their order, the last one wins: \(names: after) (was \(names: before))",
                    line: line
                )
            )
        }
        for layer in new.layers where !common.contains(layer.group) {
            let index = after.firstIndex(of: layer.group) ?? 0
            let place: Phrase =
                index + 1 < after.count ? "before \(after[index + 1])" : "as the last one"
            found.append(
                say(
                    "layer-added",
                    danger: false,
                    "\(title): a layer for \(layer.group) comes in \(place)",
                    line: layer.node.position.line
                )
            )
        }
        for group in before where !common.contains(group) {
            found.append(
                say(
                    "layer-removed",
                    danger: false,
                    "\(title): the layer for \(group) goes",
                    line: line
                )
            )
        }
        return found + removals
    }

    /// Keys that layers take away from the layers before them.
    private var removals: [PlanStatement] {
        let before = Self.removals(pair.old)
        let after = Self.removals(pair.new)
        var found: [PlanStatement] = []
        for group in Set(before.keys).union(after.keys).sorted() {
            let (old, new) = (before[group] ?? [], after[group] ?? [])
            let (added, dropped) = (
                new.filter { !old.contains($0) }, old.filter { !new.contains($0) }
            )
            if !added.isEmpty {
                found.append(
                    say(
                        "layer-removes",
                        "\(title): the layer for \(group) now removes \(names: added)"
                    )
                )
            }
            if !dropped.isEmpty {
                found.append(
                    say(
                        "layer-removes",
                        "\(title): the layer for \(group) no longer removes \(names: dropped)"
                    )
                )
            }
        }
        return found
    }

    private static func removals(_ entry: SecretEntry?) -> [String: [String]] {
        Dictionary(
            (entry?.allLayers ?? []).map { ($0.layer.group, $0.layer.remove) },
            uniquingKeysWith: { $0 + $1 }
        )
    }

    private var parts: [PlanStatement] {
        let (old, new) = (pair.old?.parts ?? [:], pair.new?.parts ?? [:])
        var found: [PlanStatement] = []
        for (cluster, part) in new.sorted(by: { $0.key < $1.key }) {
            let was = old[cluster]
            if was == nil {
                found.append(
                    say(
                        "part-added",
                        danger: false,
                        "\(title): a part for \(cluster) comes in, which wins there",
                        path: part.path
                    )
                )
            }
            found += FieldComparison.changes(was?.spec, part.spec, except: ["layers"]).map(field)
        }
        for (cluster, part) in old.sorted(by: { $0.key < $1.key }) where new[cluster] == nil {
            found.append(
                say(
                    "part-removed",
                    danger: false,
                    "\(title): the part for \(cluster) goes",
                    path: part.path
                )
            )
        }
        return found
    }

    // MARK: Template

    private func template(_ old: SecretTemplate?, _ new: SecretTemplate?) -> [PlanStatement] {
        var found = texts(
            "data",
            (old?.data ?? []).map { ($0.key, $0.node.text) },
            (new?.data ?? []).map { ($0.key, $0.node.text) },
            lines: Dictionary(
                (new?.data ?? []).map { ($0.key, $0.node.position.line) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        found += texts("labels", old?.labels ?? [], new?.labels ?? [])
        found += texts("annotations", old?.annotations ?? [], new?.annotations ?? [])
        let (hidden, shown) = (old?.omit ?? [], new?.omit ?? [])
        let revealed = hidden.filter { !shown.contains($0) }
        if !revealed.isEmpty {
            found.append(
                say(
                    "template-omit",
                    "\(title): the Secret now shows \(names: revealed), no longer omitted"
                )
            )
        }
        let omitted = shown.filter { !hidden.contains($0) }
        if !omitted.isEmpty {
            found.append(say("template-omit", "\(title): the Secret now omits \(names: omitted)"))
        }
        return found
    }

    private func texts(
        _ field: String,
        _ old: [(key: String, value: String)],
        _ new: [(key: String, value: String)],
        lines: [String: Int] = [:]
    ) -> [PlanStatement] {
        var found: [PlanStatement] = []
        func compare(_ key: String, _ before: String?, _ after: String?) {
            if let before, let after, before.utf8.elementsEqual(after.utf8) { return }
            let verb: Phrase =
                before == nil ? "is added" : after == nil ? "is removed" : "changes"
            found.append(
                say(
                    "template-\(field)",
                    "\(title): \("template.\(field).\(key)" as String) \(verb)",
                    line: lines[key],
                    diff: TextDiff(from: before ?? "", to: after ?? "")
                )
            )
        }
        for (key, value) in new { compare(key, old.first { $0.key == key }?.value, value) }
        for (key, value) in old where !new.contains(where: { $0.key == key }) {
            compare(key, value, nil)
        }
        return found
    }

    // MARK: Metadata

    private func metadata(_ old: SecretDocument, _ new: SecretDocument) -> [PlanStatement] {
        FieldComparison.changes(
            old.file.documents.first?["metadata"],
            new.file.documents.first?["metadata"],
            except: ["name", "namespace"]
        ).map { field, diff in
            PlanStatement(
                "document-metadata",
                title,
                "\(title): metadata.\(field) of the document changes, which no Secret shows",
                diff: diff,
                path: new.path
            )
        }
    }

    private func layerNames(_ entry: SecretEntry?) -> [String] {
        (entry?.allLayers ?? []).map(\.layer.group)
    }

    private func say(
        _ code: String,
        danger isDangerous: Bool = true,
        _ phrase: Phrase,
        details: [Phrase] = [],
        path: String? = nil,
        line: Int? = nil,
        diff: TextDiff? = nil
    ) -> PlanStatement {
        PlanStatement(
            code,
            danger: isDangerous,
            title,
            phrase,
            details: details,
            diff: diff,
            path: path ?? pair.path,
            line: line
        )
    }

    private static func list(_ names: [String]) -> String? {
        names.isEmpty ? nil : names.joined(separator: ", ")
    }

    private static func breadth(_ scope: Scope) -> Int {
        switch scope {
        case .strict: 0
        case .namespace: 1
        case .any: 2
        }
    }
}
