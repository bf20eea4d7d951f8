import Documents
import Rotation
import Sealing

@testable import Fleet

/// What an agent does for the keys of its cluster, without the agent.
final class ActingCluster {
    let name: String
    var active: HeldKey
    var next: HeldKey?
    var others: [HeldKey] = []
    var kubeSystem: String?
    var instance = "one"
    var last: Publication?

    init(_ name: String, _ key: HeldKey) {
        self.name = name
        active = key
    }

    /// Reads the registry, does what it asks, and publishes.
    @discardableResult
    func look(_ fleet: TestFleet) throws -> Publication {
        try fleet.read { registry in
            let all = [next].compactMap { $0 } + others
            let keyring = Keyring(active, others: all, trust: registry.trust)
            let cluster = try registry.cluster(name).cluster
            let believed = KeyRotation.Believed(registry, keyring, cluster)
            var rotation: KeyRotation {
                KeyRotation(
                    active: active,
                    next: next,
                    others: others.map { $0.key.publicKey },
                    believed
                )
            }
            switch rotation.step() {
            case .make: next = HeldKey(PrivateKey.random())
            case .promote:
                others.append(active)
                if let next { active = next }
                next = nil
            case .giveUp: next = nil
            case nil: break
            }
            let origin = Publication.Origin(
                cluster: name,
                kubeSystem: kubeSystem,
                instance: instance
            )
            let new = rotation.publication(after: last, from: origin, today: TestFleet.today)
            guard let publication = new ?? last else { throw FleetError("nothing is published") }
            last = publication
            return publication
        }
    }
}

extension TestFleet {
    /// What CI does with a publication.
    @discardableResult
    func rotate(_ cluster: String, _ publication: Publication?, asks: Bool = false) throws
        -> ClusterRotation.Step
    {
        try write { registry in
            let entry = try registry.cluster(cluster)
            var groups = try entry.cluster.groups.filter { $0 != cluster }.map {
                try registry.group($0)
            }
            groups.append(entry.own)
            let rotation = ClusterRotation(
                entry.cluster,
                groups: groups,
                fleet: registry.fleet.id,
                revoked: registry.fleet.revoked
            )
            var editor = RotationEditor(registry)
            if asks, let active = rotation.active { editor.ask(entry.cluster, toFollow: active.id) }
            let step = try publication.map { try rotation.step($0) } ?? .none
            switch step {
            case .take(let next, let lines):
                guard let publication else { break }
                editor.take(next, lines, of: publication, entry.cluster, groups)
            case .promote(let old, let new):
                guard let publication else { break }
                editor.promote(from: old, to: new, of: publication, entry.cluster, groups)
            case .none, .asked, .waiting: break
            }
            try editor.write()
            return step
        }
    }
}
