internal import Documents
internal import Sealing
internal import YAML

/// A cluster or a group whose document changes: most changes of it may give somebody access.
struct RegistrySubject {
    /// `cluster` or `group`.
    let kind: String
    let name: String
    let path: String

    func say(
        _ code: String,
        danger: Bool = true,
        _ phrase: Phrase,
        details: [Phrase] = [],
        line: Int? = nil,
        diff: TextDiff? = nil
    ) -> PlanStatement {
        PlanStatement(
            code,
            danger: danger,
            "\(kind)/\(name)",
            phrase,
            details: details,
            diff: diff,
            path: path,
            line: line
        )
    }

    /// What changes in its keys, which are told apart by their public halves: ids can be edited.
    func keys<Key: RegistryKey>(
        _ old: [Key],
        _ new: [Key],
        added: (Key, _ line: Int) -> [PlanStatement],
        kept: (_ was: Key, Key, _ line: Int) -> [PlanStatement],
        removed: (Key) -> [PlanStatement]
    ) -> [PlanStatement] {
        var found: [PlanStatement] = []
        for key in new {
            let line = key.item.node.position.line
            guard let was = old.first(where: { $0.publicKey == key.publicKey }) else {
                found += added(key, line)
                continue
            }
            if was.state != key.state {
                found.append(
                    say(
                        "\(kind)-key-state",
                        "key \(key.id) of \(kind) \(name) becomes \(key.state.rawValue) (was \(was.state.rawValue))",
                        line: line
                    )
                )
            }
            found += kept(was, key, line)
        }
        for key in old where !new.contains(where: { $0.publicKey == key.publicKey }) {
            found += removed(key)
        }
        return found
    }

    /// Changes of the fields that no other comparison knows.
    func fields(_ old: Node, _ new: Node, except known: Set<String>) -> [PlanStatement] {
        FieldComparison.changes(old, new, except: known).map { field, diff in
            say(
                "\(kind)-field",
                "\(kind) \(name): \(field) changes",
                line: new[field]?.position.line,
                diff: diff
            )
        }
    }
}

/// What the keys of clusters and of groups have in common.
protocol RegistryKey {
    var id: KeyID { get }
    var publicKey: PublicKey { get }
    var state: KeyState { get }
    var item: KeyItem { get }
}

extension ClusterKey: RegistryKey {}
extension GroupKey: RegistryKey {}
