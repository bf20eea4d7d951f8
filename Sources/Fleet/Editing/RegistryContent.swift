package import Documents
package import Sealing
package import YAML

/// New documents of the registry, as the CLI writes them, not signed yet.
package enum RegistryContent {
    package static func fleet(name: String, id: String, operators: [Operator]) -> Content {
        document(
            .fleet,
            name,
            [
                ("id", .string(id)),
                ("epoch", .bare("1")),
                ("operators", .sequence(operators.map(content))),
                ("revoked", .flowSequence([])),
            ]
        )
    }

    package static func cluster(
        name: String,
        labels: [(String, String)],
        groups: [String],
        kubeSystem: String? = nil,
        key: PublicKey,
        created: String
    ) -> Content {
        document(
            .cluster,
            name,
            [
                ("labels", .mapping(labels.map { ($0.0, .string($0.1)) })),
                ("groups", .flowSequence(groups.map { .string($0) })),
            ] + (kubeSystem.map { [("kubeSystemUID", .string($0))] } ?? []) + [
                ("epoch", .bare("1")),
                ("keys", .sequence([keyItem(key, created: created)])),
            ]
        )
    }

    package static func group(
        name: String,
        membership: GroupDocument.Membership,
        key: Content
    ) -> Content {
        document(
            .group,
            name,
            [
                content(membership), ("epoch", .bare("1")), ("keys", .sequence([key])),
            ]
        )
    }

    /// A key of a group with its member lines, sorted by bytes.
    package static func groupKey(
        _ key: PublicKey,
        created: String,
        lines: [(line: String, sealed: SealedGroupKey)]
    ) -> Content {
        let sorted = lines.sorted { $0.line.utf8.lexicographicallyPrecedes($1.line.utf8) }
        return .mapping([
            ("id", .string(key.id.text)),
            ("public", .string(key.text)),
            ("state", .string(KeyState.active.rawValue)),
            ("created", .quoted(created)),
            ("sealedTo", .mapping(sorted.map { ($0.line, .string($0.sealed.text)) })),
        ])
    }

    package static func tombstone(_ kind: Kind, name: String, removed: String, epoch: Int)
        -> Content
    {
        document(kind, name, [("removed", .quoted(removed)), ("epoch", .bare(String(epoch)))])
    }

    package static func content(_ one: Operator) -> Content {
        let opens: Content =
            switch one.opens {
            case .all: .string("all")
            case .groups(let names): .flowSequence(names.map { .string($0) })
            }
        return .flowMapping([
            ("name", .string(one.name)), ("public", .string(one.publicKey.text)), ("opens", opens),
        ])
    }

    /// A key of a cluster that stands under the operator's signature.
    package static func keyItem(_ key: PublicKey, created: String) -> Content {
        .flowMapping([
            ("id", .string(key.id.text)), ("public", .string(key.text)),
            ("state", .string(KeyState.active.rawValue)), ("created", .quoted(created)),
        ])
    }

    /// A key that another one of the cluster vouches for.
    package static func endorsedKeyItem(
        _ key: PublicKey,
        created: String,
        by active: KeyID,
        _ endorsement: Signature
    ) -> Content {
        .flowMapping([
            ("id", .string(key.id.text)), ("public", .string(key.text)),
            ("state", .string(KeyState.next.rawValue)), ("created", .quoted(created)),
            (
                "endorsed",
                .flowMapping([("by", .string(active.text)), ("sig", .string(endorsement.text))])
            ),
        ])
    }

    private static func content(_ membership: GroupDocument.Membership) -> (String, Content) {
        switch membership {
        case .all: return ("all", .bare("true"))
        case .cluster(let name): return ("cluster", .string(name))
        case .select(let selector):
            var fields: [(String, Content)] = []
            if !selector.matchLabels.isEmpty {
                fields.append(
                    (
                        "matchLabels",
                        .flowMapping(selector.matchLabels.map { ($0.0, .string($0.1)) })
                    )
                )
            }
            if !selector.matchExpressions.isEmpty {
                fields.append(
                    ("matchExpressions", .sequence(selector.matchExpressions.map(content)))
                )
            }
            return ("select", .mapping(fields))
        }
    }

    private static func content(_ requirement: LabelSelector.Requirement) -> Content {
        var fields: [(String, Content)] = [
            ("key", .string(requirement.key)), ("operator", .string(requirement.operator.rawValue)),
        ]
        if !requirement.values.isEmpty {
            fields.append(("values", .flowSequence(requirement.values.map { .string($0) })))
        }
        return .flowMapping(fields)
    }

    static func document(_ kind: Kind, _ name: String, _ spec: [(String, Content)]) -> Content {
        .mapping([
            ("apiVersion", .string(Header.apiVersion)),
            ("kind", .string(kind.rawValue)),
            ("metadata", .flowMapping([("name", .string(name))])),
            ("spec", .mapping(spec)),
        ])
    }
}
