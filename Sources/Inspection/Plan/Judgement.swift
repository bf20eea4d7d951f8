internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// Judges the registry of the new side, and says what is not vouched for instead of stopping.
struct Judgement {
    /// Nothing if not even the fleets of both sides are believed.
    let trust: Trust?
    private(set) var alarms: [PlanStatement] = []

    /// If the new fleetseal.yaml is not believed, the rest is judged by the old one.
    init(_ fleet: Pair<FleetDocument>, anchor: TrustAnchor) {
        var found: Trust?
        if let new = fleet.new.document {
            do throws(TrustError) {
                found = try Trust(new, anchor: anchor)
            } catch {
                alarms.append(Self.alarm(error, about: "fleet", in: fleet.path))
            }
        } else if case .absent = fleet.new {
            alarms.append(
                PlanStatement(
                    "fleet-gone",
                    danger: true,
                    "fleet",
                    "fleetseal.yaml is gone: nothing of this fleet can be believed without it",
                    path: fleet.path
                )
            )
        }
        if found == nil, let old = fleet.old.document {
            // The epochs seen before judge what is to come, not what was.
            found = try? Trust(old, anchor: anchor.withoutEpochs)
        }
        trust = found
        if found == nil {
            alarms.append(
                PlanStatement(
                    "nothing-vouched",
                    danger: true,
                    "fleet",
                    "no fleetseal.yaml is believed, so nobody vouches for anything below"
                )
            )
        }
    }

    /// Judges a group; whoever asks twice gets one alarm.
    mutating func judge(_ group: GroupDocument) {
        guard let trust else { return }
        do throws(TrustError) {
            _ = try trust.vouch(group)
        } catch {
            add(Self.alarm(error, about: group.registryName, in: group.path))
        }
    }

    mutating func judge(_ cluster: ClusterDocument) {
        guard let trust else { return }
        do throws(TrustError) {
            _ = try trust.vouch(cluster)
        } catch {
            add(Self.alarm(error, about: cluster.registryName, in: cluster.path))
        }
    }

    /// A document that is older than the one it replaces, or differs under the same epoch.
    mutating func compareEpochs<Document: RegistryDocument>(_ old: Document?, _ new: Document?) {
        guard let old, let new else { return }
        let isSame = Document.canonical(old.spec) == Document.canonical(new.spec)
        let phrase: Phrase
        if new.epoch < old.epoch {
            phrase =
                "\(new.registryName) goes back from epoch \(old.epoch) to \(new.epoch): an older version is put back"
        } else if new.epoch == old.epoch, !isSame {
            phrase =
                "\(new.registryName) changes under the same epoch \(new.epoch): there are two versions of it"
        } else {
            return
        }
        add(
            PlanStatement(
                "goes-back",
                danger: true,
                new.registryName,
                phrase,
                path: new.path,
                line: new.spec["epoch"]?.position.line
            )
        )
    }

    private mutating func add(_ alarm: PlanStatement) {
        let isKnown = alarms.contains { $0.subject == alarm.subject && $0.phrase == alarm.phrase }
        if !isKnown { alarms.append(alarm) }
    }

    private static func alarm(
        _ error: TrustError,
        about subject: String,
        in path: String
    ) -> PlanStatement {
        PlanStatement(
            "not-vouched",
            danger: true,
            subject,
            "\(subject) is not vouched for: \(error.description)",
            path: error.path ?? path,
            line: error.line
        )
    }
}

extension TrustAnchor {
    /// The same operators, and no memory of epochs.
    fileprivate var withoutEpochs: TrustAnchor {
        guard case .pin(var pin) = self else { return self }
        pin.epochs = [:]
        return .pin(pin)
    }
}
