internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

/// Opens every value that an identity can open, where it stands, and drops it again.
struct OpeningCheck {
    private let survey: Survey
    private(set) var opened = 0
    /// Values of groups that the identity does not open.
    private(set) var notOpened = 0

    init(_ survey: Survey) {
        self.survey = survey
    }

    /// A key is known by its group and its id, never by the id alone.
    private struct Place: Hashable, Sendable {
        let group: String
        let key: KeyID
    }

    /// What one document came to.
    private struct Outcome: Sendable {
        var findings: [Finding] = []
        var opened = 0
        var notOpened = 0
    }

    mutating func run(_ identity: HeldKey) -> [Finding] {
        // Values of a fleet that is not believed are not opened for anybody.
        guard let fleet = survey.review?.earned?.fleet else { return [] }
        let (keys, damaged) = keys(identity, fleet.id)
        var findings = damaged
        let outcomes = Workers.map(survey.secrets) { entry in
            Self.outcome(entry, keys, fleet.id)
        }
        for outcome in outcomes {
            findings += outcome.findings
            opened += outcome.opened
            notOpened += outcome.notOpened
        }
        return findings
    }

    /// The groups' keys that the identity opens, and its lines that do not open.
    private func keys(
        _ identity: HeldKey,
        _ fleet: String
    ) -> (keys: [Place: HeldKey], findings: [Finding]) {
        var keys: [Place: HeldKey] = [:]
        var findings: [Finding] = []
        let id = identity.key.id
        for group in survey.groups + survey.clusters.map(\.own) {
            for key in group.keys where key.state != .revoked {
                guard survey.review?.isRevoked(key.publicKey) == false,
                    let line = key.sealedTo.first(where: { $0.key == id })
                else { continue }
                do throws(OpenFailure) {
                    let opened = try line.sealed.open(
                        with: identity.key,
                        fleet: fleet,
                        group: group.name,
                        expecting: key.publicKey
                    )
                    keys[Place(group: group.name, key: key.id)] = HeldKey(opened)
                } catch {
                    findings.append(damaged(line, key, group, error))
                }
            }
        }
        return (keys, findings)
    }

    private func damaged(
        _ line: MemberLine,
        _ key: GroupKey,
        _ group: GroupDocument,
        _ failure: OpenFailure
    ) -> Finding {
        Finding(
            .lineDamaged,
            group.path,
            line.node.position,
            "the key \(key.id) of group \(group.name) does not open for \(line.text): \(failure)",
            hint:
                "restore the line from Git; or take it out, and somebody else who opens \(group.name) runs: fleetseal group sync"
        )
    }

    private static func outcome(
        _ entry: SecretEntry,
        _ keys: [Place: HeldKey],
        _ fleet: String
    ) -> Outcome {
        var outcome = Outcome()
        // Wiped with the document, however many there are.
        var arena = SecretArena()
        for (layer, source) in entry.allLayers {
            for value in layer.values {
                guard let key = keys[Place(group: layer.group, key: value.sealed.key)] else {
                    outcome.notOpened += 1
                    continue
                }
                let binding = Binding(
                    fleet: fleet,
                    scope: entry.document.scope,
                    group: layer.group,
                    namespace: entry.document.namespace,
                    name: entry.document.name,
                    key: value.key,
                    value: value.sealed.id
                )
                do throws(OpenFailure) {
                    _ = try value.sealed.open(with: key.key, binding: binding.digest, into: &arena)
                    outcome.opened += 1
                } catch {
                    outcome.findings.append(finding(value, layer, source, entry.title, error))
                }
            }
        }
        return outcome
    }

    private static func finding(
        _ value: LayerValue,
        _ layer: Layer,
        _ source: SecretDocument,
        _ title: String,
        _ failure: OpenFailure
    ) -> Finding {
        let what = "the value of \(value.key) for \(layer.group)"
        let set = "fleetseal set \(title) \(value.key) --for \(layer.group)"
        if case .boundElsewhere = failure {
            return Finding(
                .valueBoundElsewhere,
                source.path,
                value.node.position,
                "\(what) was sealed for another place",
                hint:
                    "values cannot be moved or copied: put it back, or set it here: \(set); fleetseal open \(title) names the place"
            )
        }
        return Finding(
            .valueDamaged,
            source.path,
            value.node.position,
            "\(what) does not open: \(failure)",
            hint: "restore the line from Git, or set the value again: \(set)"
        )
    }
}
