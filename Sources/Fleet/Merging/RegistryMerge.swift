internal import Documents
internal import YAML

/// Three versions of a file of the registry, put together.
///
/// Lines of `sealedTo` are not signed and merge one by one. Everything else of a document comes
/// whole from the one side that changed it: a signature covers all of it.
struct RegistryMerge {
    private(set) var model = RegistryModel(parts: [])
    private(set) var conflicts: [MergeConflict] = []
    /// Whose text has everything but the lines; nothing if one document comes from either.
    private(set) var source: MergeSide = .ours

    init(base: RegistryModel?, ours: RegistryModel, theirs: RegistryModel) {
        guard ours.parts.count == theirs.parts.count,
            base.map({ $0.parts.count == ours.parts.count }) ?? true
        else {
            conflicts = [
                MergeConflict(
                    "the file does not have the same documents on both sides",
                    hint: Self.hint
                )
            ]
            return
        }
        for (index, (one, two)) in zip(ours.parts, theirs.parts).enumerated() {
            merge(base?.parts[index], one, two)
        }
    }

    private static let hint =
        "take one side whole (git checkout --ours or --theirs), then run the command of the other side again"

    private mutating func merge(
        _ base: RegistryModel.Part?,
        _ ours: RegistryModel.Part,
        _ theirs: RegistryModel.Part
    ) {
        let isTheirs: Bool
        if ours.rest == theirs.rest || theirs.rest == base?.rest {
            isTheirs = false
        } else if let base, ours.rest == base.rest {
            isTheirs = true
            source = .theirs
        } else {
            conflicts.append(
                MergeConflict(
                    "\(ours.name): both sides changed it under a signature (epoch \(ours.epoch) and \(theirs.epoch)), and a signature covers all of a document",
                    hint: Self.hint
                )
            )
            return
        }
        var part = isTheirs ? theirs : ours
        let (one, two) = (ours.lines, theirs.lines)
        for id in Set(one.keys).union(two.keys).sorted() {
            let before = base?.lines[id] ?? [:]
            let merged = lines(
                before,
                one[id] ?? before,
                two[id] ?? before,
                "\(ours.name) key \(id)"
            )
            if part.lines[id] != nil {
                part.lines[id] = merged
            } else if merged != before {
                conflicts.append(
                    MergeConflict(
                        "\(ours.name) key \(id): one side took it out, the other side changed its lines",
                        hint: Self.hint
                    )
                )
            }
        }
        model.parts.append(part)
    }

    private mutating func lines(
        _ base: [String: String],
        _ ours: [String: String],
        _ theirs: [String: String],
        _ what: String
    ) -> [String: String] {
        var merged: [String: String] = [:]
        for name in Set(ours.keys).union(theirs.keys) {
            let (before, one, two) = (base[name], ours[name], theirs[name])
            if one == two || two == before {
                merged[name] = one
            } else if one == before {
                merged[name] = two
            } else if before == nil {
                // The same line made twice: the command that runs second finds it there.
                merged[name] = one
            } else {
                conflicts.append(
                    MergeConflict(
                        "\(what): both sides changed the line \(name)",
                        hint: "take one side whole, then run: fleetseal group sync"
                    )
                )
            }
        }
        refuseReturn(base, ours, theirs, what)
        refuseReturn(base, theirs, ours, what)
        refuseLastLine(base, ours, theirs, what)
        refuseLastLine(base, theirs, ours, what)
        return merged
    }

    /// Whom one side took out, the other must not let in again.
    private mutating func refuseReturn(
        _ base: [String: String],
        _ leaving: [String: String],
        _ joining: [String: String],
        _ what: String
    ) {
        let member = { (line: String) in String(line.prefix { $0 != "/" }) }
        let gone = Set(base.keys.filter { leaving[$0] == nil }.map(member))
        for line in joining.keys.sorted() where base[line] == nil && gone.contains(member(line)) {
            // A new key of a member whose old one went on the same side too is a replacement.
            guard !leaving.keys.contains(line) else { continue }
            conflicts.append(
                MergeConflict(
                    "\(what): one side took out a line of \(member(line)), the other side added one",
                    hint: "take one side whole, then run: fleetseal group sync"
                )
            )
        }
    }

    /// Who took out one line of a member relied on its other lines as they were.
    ///
    /// A line for a cluster's old key goes when that for its next key was proven. Another line for the
    /// next key, which nobody proved, must not come in beside that: it may be the only one left.
    private mutating func refuseLastLine(
        _ base: [String: String],
        _ leaving: [String: String],
        _ changing: [String: String],
        _ what: String
    ) {
        let member = { (line: String) in String(line.prefix { $0 != "/" }) }
        let gone = Set(base.keys.filter { leaving[$0] == nil && changing[$0] != nil }.map(member))
        for line in changing.keys.sorted() where gone.contains(member(line)) {
            guard let before = base[line], let kept = leaving[line], changing[line] != before,
                changing[line] != kept
            else { continue }
            conflicts.append(
                MergeConflict(
                    "\(what): one side took out a line of \(member(line)), the other side changed its line \(line)",
                    hint: Self.hint
                )
            )
        }
    }

    /// The text of the side that has everything else, with the merged lines.
    func rewritten(_ bytes: [UInt8]) -> [UInt8]? {
        guard let file = try? YAMLFile(bytes) else { return nil }
        var edits = Edits(file)
        for (document, part) in zip(file.documents, model.parts) {
            let keys = document["spec"]?["keys"]
            for key in keys.map({ Array($0.items) }) ?? [] {
                guard let id = key["id"]?.text, let wanted = part.lines[id] else { continue }
                rewrite(key, wanted, &edits)
            }
        }
        return try? edits.applied()
    }

    private func rewrite(_ key: Node, _ wanted: [String: String], _ edits: inout Edits) {
        let sorted = wanted.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        guard let table = key["sealedTo"], table.kind == .mapping else {
            let content = Content.mapping(sorted.map { ($0.key, .string($0.value)) })
            if !sorted.isEmpty { edits.insert("sealedTo", content, into: key) }
            return
        }
        let present = table.entries.map(\.key.text)
        for entry in table.entries {
            guard let line = wanted[entry.key.text] else {
                edits.remove(entry.key.text, from: table)
                continue
            }
            if line != entry.value.text { edits.replace(entry.value, with: .string(line)) }
        }
        for (name, line) in sorted where table.entry(name) == nil {
            let next = present.first { name.utf8.lexicographicallyPrecedes($0.utf8) }
            edits.insert(name, .string(line), into: table, before: next)
        }
    }
}
