package import Documents
package import Rotation
package import Sealing
internal import YAML

/// Writes the steps of clusters' rotations into the registry: one edit a file, however many clusters
/// have a line in it.
///
/// It needs no key: what it writes is vouched for by the clusters' own keys and is not covered by an
/// operator's signature.
package struct RotationEditor {
    private let tree: WorkTree
    /// By the path of a group's file.
    private var lines: [String: [LineChange]] = [:]
    /// By the path of a cluster's file.
    private var clusters: [String: [ClusterChange]] = [:]

    /// A line of a key of a group that comes, changes, or goes.
    private struct LineChange {
        /// Every key of the group if absent.
        let key: PublicKey?
        let name: String
        let sealed: SealedGroupKey?
    }

    private enum ClusterChange {
        case note(Publication)
        case add(PublishedKeys.Next, by: KeyID)
        case state(KeyID, KeyState)
        case ask(KeyID)
        case askNoMore
        case forget
    }

    package init(_ registry: Registry) {
        tree = registry.tree
    }

    // MARK: Steps

    /// Asks the cluster's agent for a key to follow the active one.
    package mutating func ask(_ cluster: Vouched<ClusterDocument>, toFollow key: KeyID) {
        clusters[cluster.path, default: []].append(.ask(key))
    }

    /// Takes over the next key and lines for it, encoded anew.
    package mutating func take(
        _ next: PublishedKeys.Next?,
        _ lines: [PublishedLine],
        of publication: Publication,
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) {
        let name = MemberLine.text(.cluster(cluster.name), publication.keys.newest.id)
        for line in lines {
            guard let group = groups.first(where: { $0.name == line.group }) else { continue }
            self.lines[group.path, default: []].append(
                LineChange(key: line.groupKey, name: name, sealed: line.sealed)
            )
        }
        clusters[cluster.path, default: []].append(.note(publication))
        guard let next else { return }
        let active = publication.keys.active.id
        clusters[cluster.path, default: []].append(.add(next, by: active))
    }

    /// Makes the next key the active one, and takes the lines for the old one away.
    ///
    /// Lines for keys that were retired before go, too: a merge may have brought some back, and all that
    /// they open is sealed to the next key.
    package mutating func promote(
        from old: KeyID,
        to new: KeyID,
        of publication: Publication,
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) {
        for key in [old] + cluster.keys.filter({ $0.state == .retired }).map(\.id) {
            drop(key, cluster, groups)
        }
        clusters[cluster.path, default: []] += [
            .state(old, .retired), .state(new, .active), .askNoMore, .note(publication),
        ]
    }

    /// Gives a next key up: nothing is sealed to it any more.
    package mutating func abandon(
        _ next: KeyID?,
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) {
        clusters[cluster.path, default: []].append(.askNoMore)
        guard let next else { return }
        drop(next, cluster, groups)
        clusters[cluster.path, default: []].append(.state(next, .retired))
    }

    /// Brings lines back that a key had before, and makes it the active one instead of `others`.
    package mutating func restore(
        _ key: KeyID,
        instead others: [KeyID],
        _ lines: [(group: ClusterRotation.Group, key: PublicKey, sealed: SealedGroupKey)],
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) {
        let name = MemberLine.text(.cluster(cluster.name), key)
        for line in lines {
            self.lines[line.group.path, default: []].append(
                LineChange(key: line.key, name: name, sealed: line.sealed)
            )
        }
        guard !others.isEmpty else { return }
        // Where the key has no line, another one may be all that opens the group.
        let open = groups.flatMap { group in
            group.keys.filter { one in
                one.sealedTo.contains { $0.text == name }
                    || lines.contains { $0.key == one.publicKey && $0.group.name == group.name }
            }.map { (group, $0.publicKey) }
        }
        for other in others {
            let line = MemberLine.text(.cluster(cluster.name), other)
            for (group, key) in open
            where group.keys.contains(where: { one in
                one.publicKey == key && one.sealedTo.contains { $0.text == line }
            }) {
                self.lines[group.path, default: []].append(
                    LineChange(key: key, name: line, sealed: nil)
                )
            }
        }
        clusters[cluster.path, default: []] +=
            others.map { .state($0, .retired) } + [.state(key, .active), .askNoMore, .forget]
    }

    /// Notes a publication as the last one, whatever came before it.
    package mutating func believe(
        _ publication: Publication,
        of cluster: Vouched<ClusterDocument>
    ) {
        clusters[cluster.path, default: []].append(.note(publication))
    }

    private mutating func drop(
        _ key: KeyID,
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) {
        let name = MemberLine.text(.cluster(cluster.name), key)
        for group in groups
        where group.keys.contains(where: { $0.sealedTo.contains { $0.text == name } }) {
            lines[group.path, default: []].append(LineChange(key: nil, name: name, sealed: nil))
        }
    }

    // MARK: Writing

    /// Whether there is anything to write.
    package var isEmpty: Bool { lines.isEmpty && clusters.isEmpty }

    /// Makes all changes.
    package func write() throws {
        for path in Set(lines.keys).union(clusters.keys).sorted() {
            try tree.edit(path) { edits, file in
                if let changes = lines[path], let spec = Signer.spec(.group, in: file) {
                    write(changes, spec, &edits)
                }
                if let changes = clusters[path], let spec = Signer.spec(.cluster, in: file) {
                    for change in changes { write(change, spec, &edits) }
                }
            }
        }
    }

    private func write(_ changes: [LineChange], _ spec: Node, _ edits: inout Edits) {
        for item in spec["keys"].map({ Array($0.items) }) ?? [] {
            let key = item["public"]?.text
            let own = changes.filter { $0.key == nil || $0.key?.text == key }
            guard !own.isEmpty else { continue }
            guard let table = item["sealedTo"], table.kind == .mapping else {
                let new = own.compactMap { change in
                    change.sealed.map { (change.name, Content.string($0.text)) }
                }.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
                if !new.isEmpty { edits.insert("sealedTo", .mapping(new), into: item) }
                continue
            }
            write(own, into: table, &edits)
        }
    }

    private func write(_ changes: [LineChange], into table: Node, _ edits: inout Edits) {
        let entries = table.entries.map { (name: $0.key.text, value: $0.value) }
        let places = Dictionary(
            entries.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let sorted = changes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        // Both are in the order of bytes, or nearly: people may have put lines elsewhere.
        var next = 0
        for change in sorted {
            if let place = places[change.name] {
                guard let sealed = change.sealed else {
                    edits.remove(change.name, from: table)
                    continue
                }
                edits.replace(entries[place].value, with: .string(sealed.text))
            } else if let sealed = change.sealed {
                while next < entries.count,
                    !change.name.utf8.lexicographicallyPrecedes(entries[next].name.utf8)
                {
                    next += 1
                }
                let before = next < entries.count ? entries[next].name : nil
                edits.insert(change.name, .string(sealed.text), into: table, before: before)
            }
        }
    }

    private func write(_ change: ClusterChange, _ spec: Node, _ edits: inout Edits) {
        switch change {
        case .note(let publication):
            let record = Content.flowMapping([
                ("instance", .string(publication.origin.instance)),
                ("counter", .bare(String(publication.counter))),
                ("digest", .string(Base32.encode(publication.digest.bytes))),
            ])
            if let old = spec["publication"] {
                edits.replace(old, with: record)
            } else {
                edits.insert("publication", record, into: spec, before: "signature")
            }
        case .add(let next, let active):
            guard let keys = spec["keys"] else { return }
            let item = RegistryContent.endorsedKeyItem(
                next.publicKey,
                created: next.created,
                by: active,
                next.endorsement
            )
            edits.insert(item, into: keys, at: keys.count)
        case .state(let id, let state):
            let items = spec["keys"].map { Array($0.items) } ?? []
            for item in items where item["id"]?.equals(id.text) ?? false {
                guard let old = item["state"], !old.equals(state.rawValue) else { continue }
                edits.replace(old, with: .string(state.rawValue))
            }
        case .ask(let id):
            if let old = spec["rotate"] {
                edits.replace(old, with: .string(id.text))
            } else {
                let place = spec["publication"] == nil ? "signature" : "publication"
                edits.insert("rotate", .string(id.text), into: spec, before: place)
            }
        case .askNoMore:
            if spec["rotate"] != nil { edits.remove("rotate", from: spec) }
        case .forget:
            if spec["publication"] != nil { edits.remove("publication", from: spec) }
        }
    }
}
