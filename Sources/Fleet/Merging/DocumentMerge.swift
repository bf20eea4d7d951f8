internal import Documents
internal import Sealing
internal import YAML

/// Three versions of a fleet's document, put together.
///
/// Everything is decided by what the versions mean. The text is then merged line by line, as Git
/// does it, after every settled value was made the same in all three versions; what both sides put
/// in at one place follows one upon the other. Only if that text says exactly what was decided is
/// it taken; else our text is edited until it does, unless a comment of theirs would be lost.
package struct DocumentMerge {
    private let path: String
    private let base: [UInt8]
    private let ours: [UInt8]
    private let theirs: [UInt8]
    private let markerSize: Int
    private let knowledge: MergeKnowledge

    /// `path` says what kind of document it is; `base` is empty if both sides made it.
    package init(
        path: String,
        base: [UInt8],
        ours: [UInt8],
        theirs: [UInt8],
        markerSize: Int = 7,
        knowledge: MergeKnowledge = .none
    ) {
        self.path = path
        self.base = base
        self.ours = ours
        self.theirs = theirs
        self.markerSize = markerSize
        self.knowledge = knowledge
    }

    /// The merged text, or the conflicts in it.
    package func outcome() -> MergeOutcome {
        do throws(DocumentError) {
            switch try Place(path: path) {
            case .secret, .part: return try secret()
            case .fleet, .cluster, .group: return try registry()
            }
        } catch {
            let conflict = MergeConflict(
                "this file cannot be read on one side: \(error.message.escapedForMessage)",
                hint: "merge it by hand"
            )
            return unread(conflict)
        }
    }

    // MARK: Secrets

    private func secret() throws(DocumentError) -> MergeOutcome {
        let before = base.isEmpty ? nil : try DocumentFile.secret(base, at: path)
        let (one, two) = (
            try DocumentFile.secret(ours, at: path), try DocumentFile.secret(theirs, at: path)
        )
        let merge = { (pick: MergeSide) in
            SecretMerge(base: before, ours: one, theirs: two, knowledge: knowledge, pick: pick)
        }
        let settled = merge(.ours)
        let taken = text(of: settled, before, one, two)
        if settled.conflicts.isEmpty {
            if let taken { return MergeOutcome(bytes: taken, conflicts: []) }
            return conflicted([Self.layout], normalised(settled, before, one, two))
        }
        if let taken, let other = text(of: merge(.theirs), before, one, two), taken != other {
            var table = LineTable()
            let merge = LineMerge(ours: table.numbers(of: taken), theirs: table.numbers(of: other))
            return marked(merge, table, settled.conflicts)
        }
        return conflicted(settled.conflicts, normalised(settled, before, one, two, all: false))
    }

    private static let layout = MergeConflict(
        "both sides changed comments or the layout at one place",
        hint: "keep what is right between the marks"
    )

    /// A text that says what was decided, nothing if none of the two ways leads there.
    private func text(
        of merge: SecretMerge,
        _ base: SecretDocument?,
        _ ours: SecretDocument,
        _ theirs: SecretDocument
    ) -> [UInt8]? {
        let says = { (bytes: [UInt8]) in
            (try? DocumentFile.secret(bytes, at: path)).map { SecretModel($0) } == merge.model
        }
        guard let versions = normalised(merge, base, ours, theirs) else { return nil }
        if let joined = versions.joined, says(joined) { return joined }
        var rewrite = SecretRewrite(ours, from: theirs, to: merge.model)
        guard let edited = rewrite.bytes(), says(edited),
            versions.keepsComments(in: edited, of: self.theirs, since: self.base)
        else { return nil }
        return edited
    }

    /// All versions with the settled values in place of their own.
    private func normalised(
        _ merge: SecretMerge,
        _ base: SecretDocument?,
        _ ours: SecretDocument,
        _ theirs: SecretDocument,
        all: Bool = true
    ) -> MergedVersions? {
        let documents = [base, ours, theirs]
        let texts = documents.map { document -> [UInt8]? in
            guard let document else { return [] }
            var edits = Edits(document.file)
            for layer in document.layers {
                let wanted = merge.model.layer(layer.group)?.values ?? [:]
                for value in layer.values
                where all || !(merge.disputed[layer.group]?.contains(value.key) ?? false) {
                    let settled =
                        wanted[value.key] ?? theirs.layer(for: layer.group)?.value(value.key)?
                        .sealed
                        ?? ours.layer(for: layer.group)?.value(value.key)?.sealed ?? value.sealed
                    if settled != value.sealed {
                        edits.replace(value.node, with: .below(settled.text))
                    }
                }
            }
            return try? edits.applied()
        }
        guard let before = texts[0], let one = texts[1], let two = texts[2] else { return nil }
        return MergedVersions(base: before, ours: one, theirs: two)
    }

    // MARK: The registry

    private func registry() throws(DocumentError) -> MergeOutcome {
        let before = base.isEmpty ? nil : try RegistryModel(base, at: path)
        let one = try RegistryModel(ours, at: path)
        let two = try RegistryModel(theirs, at: path)
        let merge = RegistryMerge(base: before, ours: one, theirs: two)
        let versions = MergedVersions(base: base, ours: ours, theirs: theirs)
        guard merge.conflicts.isEmpty else { return conflicted(merge.conflicts, versions) }
        let says = { (bytes: [UInt8]) in
            guard let model = try? RegistryModel(bytes, at: path) else { return false }
            let isInOrder = model.isSorted || !one.isSorted || !two.isSorted
            return model.parts == merge.model.parts && isInOrder
        }
        if let joined = versions.joined, says(joined) {
            return MergeOutcome(bytes: joined, conflicts: [])
        }
        let (kept, other) = merge.source == .ours ? (ours, theirs) : (theirs, ours)
        if let edited = merge.rewritten(kept), says(edited),
            versions.keepsComments(in: edited, of: other, since: base)
        {
            return MergeOutcome(bytes: edited, conflicts: [])
        }
        return conflicted([Self.layout], versions)
    }

    // MARK: Conflicts

    /// What Git would do, for what is no document of ours; clean only if the result is one.
    private func unread(_ conflict: MergeConflict) -> MergeOutcome {
        let versions = MergedVersions(base: base, ours: ours, theirs: theirs)
        if let bytes = versions.plain, isDocument(bytes) {
            return MergeOutcome(bytes: bytes, conflicts: [])
        }
        return conflicted([conflict], versions)
    }

    private func isDocument(_ bytes: [UInt8]) -> Bool {
        switch try? Place(path: path) {
        case .secret, .part: (try? DocumentFile.secret(bytes, at: path)) != nil
        case .fleet, .cluster, .group: (try? RegistryModel(bytes, at: path)) != nil
        case nil: false
        }
    }

    /// The text with marks: where the lines differ, or else around all that differs, so that no
    /// conflict goes unseen.
    private func conflicted(
        _ conflicts: [MergeConflict],
        _ versions: MergedVersions?
    ) -> MergeOutcome {
        let versions = versions ?? MergedVersions(base: base, ours: ours, theirs: theirs)
        if versions.plain == nil { return marked(versions.merge, versions.table, conflicts) }
        var table = LineTable()
        let (one, two) = (table.numbers(of: ours), table.numbers(of: theirs))
        return marked(LineMerge(wholeOf: one, two), table, conflicts)
    }

    private func marked(
        _ merge: LineMerge,
        _ table: LineTable,
        _ conflicts: [MergeConflict]
    ) -> MergeOutcome {
        let text = ConflictText(table, conflicts, markerSize: markerSize)
        return MergeOutcome(bytes: text.bytes(merge), conflicts: conflicts)
    }
}
