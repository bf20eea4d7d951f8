package import Documents
package import Rotation
package import Sealing
internal import YAML

/// Takes over what clusters publish.
///
/// It needs no key: what it writes is vouched for by the cluster's own keys and is not covered by an
/// operator's signature.
package struct RotationEditor {
    private let tree: WorkTree

    package init(_ registry: Registry) {
        tree = registry.tree
    }

    /// Writes the next key and lines for it, encoded anew.
    package func take(
        _ next: PublishedKeys.Next?,
        _ lines: [PublishedLine],
        of publication: Publication,
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) throws {
        let member = publication.keys.newest
        for path in Set(groups.map(\.path)).sorted() {
            try tree.edit(path) { edits, file in
                for group in groups where group.path == path {
                    let wanted = lines.filter { $0.group == group.name }
                    write(wanted, cluster.name, member, Signer.spec(.group, in: file), &edits)
                }
                guard path == cluster.path else { return }
                note(publication, next, cluster, Signer.spec(.cluster, in: file), &edits)
            }
        }
    }

    /// Makes the next key the active one and takes the lines for the old one away.
    package func promote(
        from old: PublicKey,
        to new: PublicKey,
        _ cluster: Vouched<ClusterDocument>,
        _ groups: [ClusterRotation.Group]
    ) throws {
        let line = MemberLine.text(.cluster(cluster.name), old.id)
        for path in Set(groups.map(\.path)).sorted() {
            try tree.edit(path) { edits, file in
                for key in Signer.spec(.group, in: file)?["keys"].map({ Array($0.items) }) ?? [] {
                    guard let table = key["sealedTo"], table[line] != nil else { continue }
                    edits.remove(line, from: table)
                }
                guard path == cluster.path else { return }
                for key in Signer.spec(.cluster, in: file)?["keys"].map({ Array($0.items) }) ?? [] {
                    guard let state = key["state"], let id = key["id"]?.text else { continue }
                    if id == old.id.text { edits.replace(state, with: .string("retired")) }
                    if id == new.id.text { edits.replace(state, with: .string("active")) }
                }
            }
        }
    }

    private func write(
        _ lines: [PublishedLine],
        _ cluster: String,
        _ member: PublicKey,
        _ spec: Node?,
        _ edits: inout Edits
    ) {
        let name = MemberLine.text(.cluster(cluster), member.id)
        for line in lines {
            let items = spec?["keys"].map { Array($0.items) } ?? []
            guard let item = items.first(where: { $0["public"]?.text == line.groupKey.text })
            else { continue }
            let text = Content.string(line.sealed.text)
            guard let table = item["sealedTo"], table.kind == .mapping else {
                edits.insert("sealedTo", .mapping([(name, text)]), into: item)
                continue
            }
            if let old = table[name] {
                edits.replace(old, with: text)
            } else {
                let after = table.entries.map(\.key.text).first {
                    name.utf8.lexicographicallyPrecedes($0.utf8)
                }
                edits.insert(name, text, into: table, before: after)
            }
        }
    }

    private func note(
        _ publication: Publication,
        _ next: PublishedKeys.Next?,
        _ cluster: Vouched<ClusterDocument>,
        _ spec: Node?,
        _ edits: inout Edits
    ) {
        guard let spec else { return }
        let record = Content.mapping([
            ("counter", .bare(String(publication.counter))),
            ("digest", .string(Base32.encode(publication.digest.bytes))),
        ])
        if let old = spec["publication"] {
            edits.replace(old, with: record)
        } else {
            edits.insert("publication", record, into: spec, before: "signature")
        }
        guard let next, let keys = spec["keys"],
            let active = cluster.keys.first(where: { $0.state == .active })
        else { return }
        edits.insert(
            RegistryContent.endorsedKeyItem(
                next.publicKey,
                created: next.created,
                by: active.id,
                next.endorsement
            ),
            into: keys,
            at: keys.count
        )
    }
}
