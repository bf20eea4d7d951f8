internal import Documents
internal import Sealing
internal import YAML

/// What changes in fleetseal.yaml: who vouches for the registry, and the rules.
struct FleetChanges {
    let old: FleetDocument?
    let new: FleetDocument

    private static let subject = "fleet"
    private static let known: Set<String> = ["id", "epoch", "operators", "revoked", "signature"]

    var statements: [PlanStatement] {
        identity + operators + revocations + fields
    }

    private var identity: [PlanStatement] {
        var found: [PlanStatement] = []
        guard let old else {
            say("fleet-added", "the fleet \(new.name) (\(new.id)) is new", &found)
            return found
        }
        if old.id != new.id {
            say("fleet-id", "the fleet's id changes from \(old.id) to \(new.id)", &found)
        }
        if old.name != new.name {
            say("fleet-name", "the fleet's name changes from \(old.name) to \(new.name)", &found)
        }
        return found
    }

    private var operators: [PlanStatement] {
        var found: [PlanStatement] = []
        let before = Dictionary(uniqueKeysWithValues: (old?.operators ?? []).map { ($0.name, $0) })
        let after = Set(new.operators.map(\.name))
        for one in new.operators {
            guard let was = before[one.name] else {
                say(
                    "operator-added",
                    "operator \(one.name) is new: it may sign the registry, and opens \(Self.text(one.opens))",
                    &found,
                    details: ["fingerprint \(one.publicKey.fingerprint)"]
                )
                continue
            }
            if was.publicKey != one.publicKey {
                say(
                    "operator-key",
                    "operator \(one.name) has another key",
                    &found,
                    details: [
                        "new fingerprint \(one.publicKey.fingerprint)",
                        "old fingerprint \(was.publicKey.fingerprint)",
                    ]
                )
            }
            if was.opens != one.opens {
                say(
                    "operator-opens",
                    "operator \(one.name) opens \(Self.text(one.opens)) instead of \(Self.text(was.opens))",
                    &found
                )
            }
        }
        for one in old?.operators ?? [] where !after.contains(one.name) {
            say(
                "operator-removed",
                "operator \(one.name) is taken out",
                &found,
                details: ["fingerprint \(one.publicKey.fingerprint)"]
            )
        }
        return found
    }

    private var revocations: [PlanStatement] {
        var found: [PlanStatement] = []
        let before = old?.revoked ?? []
        for one in new.revoked.subtracting(before).map(\.description).sorted() {
            say("revoked", "a key is revoked: \(one)", &found)
        }
        for one in before.subtracting(new.revoked).map(\.description).sorted() {
            say("unrevoked", "a key is no longer revoked: \(one)", &found)
        }
        return found
    }

    private var fields: [PlanStatement] {
        FieldComparison.changes(old?.spec, new.spec, except: Self.known).map { field, diff in
            PlanStatement(
                "fleet-field",
                danger: true,
                Self.subject,
                "fleet: \(field) changes",
                diff: diff,
                path: new.path,
                line: new.spec[field]?.position.line
            )
        }
    }

    private func say(
        _ code: String,
        _ phrase: Phrase,
        _ found: inout [PlanStatement],
        details: [Phrase] = []
    ) {
        found.append(
            PlanStatement(
                code,
                danger: true,
                Self.subject,
                phrase,
                details: details,
                path: new.path
            )
        )
    }

    private static func text(_ opens: Opens) -> Phrase {
        switch opens {
        case .all: "every group"
        case .groups(let names) where names.isEmpty: "no group"
        case .groups(let names): "\(names: names)"
        }
    }
}
