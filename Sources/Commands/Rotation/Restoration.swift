internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import Rotation
internal import Sealing

/// Brings back what a wrong merge dropped, or what a cluster needs that came back from a backup.
///
/// A person asks for it: whoever holds a key that was retired could ask for it as well.
struct Restoration {
    private let rotation: ClusterRotation
    private let cluster: Vouched<ClusterDocument>
    private let publication: Publication?
    private let invocation: Invocation

    init(
        _ rotation: ClusterRotation,
        _ cluster: Vouched<ClusterDocument>,
        _ publication: Publication?,
        _ invocation: Invocation
    ) {
        self.rotation = rotation
        self.cluster = cluster
        self.publication = publication
        self.invocation = invocation
    }

    func run(_ editor: inout RotationEditor) throws -> RotationRun.Standing {
        let name = cluster.name
        guard let active = rotation.active else {
            let hint = "fleetseal cluster replace-key \(name) gives it a new one"
            return standing(.refused, "it has no active key", hint)
        }
        if let publication {
            do throws(ClusterRotation.Disagreement) {
                try rotation.judgeOrigin(publication)
            } catch {
                return RotationRun.Standing(cluster: name, refused: error)
            }
        }
        guard let key = used(active) else {
            return standing(
                .refused,
                "it uses the key \(publication?.keys.active.id.text ?? ""), which the registry does not have, or not any more",
                "compare with fleetseal-agent keys there, then fleetseal cluster replace-key \(name)"
            )
        }
        let wanted = rotation.missing(key.id)
        guard !wanted.isEmpty || key.id != active.id else {
            return standing(.idle, "nothing is missing", nil)
        }
        let found = try lines(wanted, of: key)
        let others =
            key.id == active.id
            ? [] : [active.id, rotation.next?.id].compactMap { $0 }.filter { $0 != key.id }
        editor.restore(key.id, instead: others, found, cluster, rotation.groups)
        let back = String(found.count, "group key")
        let what =
            key.id == active.id
            ? "\(back) sealed to it again"
            : "\(key.id) (\(key.publicKey.fingerprint)) is its key again, with \(back)"
        guard found.count < wanted.count else {
            let hint =
                key.id == active.id
                ? nil
                : invocation.flag("--commit")
                    ? "compare the fingerprint with fleetseal-agent keys there now: if it is another, revert the commit"
                    : "before you commit it, compare the fingerprint with fleetseal-agent keys there"
            return standing(.restored, what, hint)
        }
        let groups = Set(wanted.map(\.group.name)).sorted().joined(separator: ", ")
        return standing(
            .restored,
            "\(what); \(wanted.count - found.count) were never sealed to it",
            "somebody who opens \(groups) runs: fleetseal group sync"
        )
    }

    /// The key that the cluster says it uses, if the registry has it, or else the active one.
    private func used(_ active: ClusterKey) -> ClusterKey? {
        guard let publication else { return active }
        return cluster.keys.first {
            $0.publicKey == publication.keys.active && $0.state != .revoked
        }
    }

    private func lines(
        _ wanted: [(group: ClusterRotation.Group, key: GroupKey)],
        of key: ClusterKey
    ) throws -> [(group: ClusterRotation.Group, key: PublicKey, sealed: SealedGroupKey)] {
        guard !wanted.isEmpty else { return [] }
        let session = try HistorySession(invocation)
        var history = try LineHistory(of: session.head(), in: session.repository)
        let name = MemberLine.text(.cluster(cluster.name), key.id)
        func line(_ one: (group: ClusterRotation.Group, key: GroupKey)) -> LineHistory.Line {
            LineHistory.Line(
                path: one.group.path,
                group: one.group.name,
                key: one.key.publicKey,
                name: name
            )
        }
        let found = try history.find(wanted.map(line))
        return wanted.compactMap { one in
            found[line(one)].map { (one.group, one.key.publicKey, $0) }
        }
    }

    private func standing(
        _ kind: RotationRun.Standing.Kind,
        _ what: String,
        _ hint: String?
    ) -> RotationRun.Standing {
        RotationRun.Standing(cluster: cluster.name, kind: kind, what: what, hint: hint)
    }
}
