import Documents
import Rotation
import Sealing
import Testing

@testable import Fleet

@Suite struct ClusterRotationTests {
    private let fleet: TestFleet
    private let us: ActingCluster

    init() throws {
        fleet = try TestFleet()
        us = ActingCluster("us", try #require(fleet.keys["us"]))
        try us.look(fleet)
    }

    private func disagreement(_ publication: Publication) -> String {
        do {
            let step = try fleet.rotate("us", publication)
            return "no disagreement: \(step)"
        } catch let error as ClusterRotation.Disagreement {
            return error.description
        } catch {
            return "another error: \(error)"
        }
    }

    private func isTake(_ step: ClusterRotation.Step) -> Bool {
        if case .take = step { true } else { false }
    }

    private func isPromote(_ step: ClusterRotation.Step) -> Bool {
        if case .promote = step { true } else { false }
    }

    private func waits(_ step: ClusterRotation.Step, for what: String) -> Bool {
        if case .waiting(let why) = step { why.contains(what) } else { false }
    }

    /// All steps, up to where the next key is in the registry.
    private func taken() throws {
        try fleet.rotate("us", us.look(fleet), asks: true)
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
    }

    @Test func `a key is followed by another in three steps, and nothing else changes`() throws {
        let before = try fleet.open("us", as: us.active)
        let first = us.active
        if case .none = try fleet.rotate("us", us.look(fleet)) {} else { Issue.record("not idle") }
        try fleet.rotate("us", us.look(fleet), asks: true)
        #expect(us.next == nil)
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        let next = try #require(us.next)
        // Both open, the new one also without the old one.
        #expect(try fleet.open("us", as: first) == before)
        #expect(try fleet.open("us", as: next) == before)
        #expect(try isPromote(fleet.rotate("us", us.look(fleet))))
        #expect(try fleet.open("us", as: next) == before)
        #expect(throws: (any Error).self) { try fleet.open("us", as: first) }
        let behind = try #require(us.last)
        #expect(try waits(fleet.rotate("us", behind), for: "take up its key"))
        if case .none = try fleet.rotate("us", us.look(fleet)) {} else { Issue.record("not idle") }
        #expect(us.active.key.publicKey == next.key.publicKey)
        let text = try fleet.text("keys/clusters/us.yaml")
        #expect(!text.contains("rotate:"))
        // No operator signed anything: the signatures still hold.
        try fleet.pinAll()
        let eu = try #require(fleet.keys["eu"])
        #expect(try fleet.open("eu", as: eu).count == 2)
    }

    @Test func `a group that is re-keyed meanwhile is proven before the next key is promoted`()
        throws
    {
        try taken()
        let snapshot = try #require(us.last)
        try fleet.change { _ = try $0.rekey("production") }
        // The old proof says nothing of the group's new key.
        #expect(try waits(fleet.rotate("us", snapshot), for: "of production"))
        let next = try us.look(fleet)
        #expect(next.counter == snapshot.counter + 1)
        #expect(try isPromote(fleet.rotate("us", next)))
        try fleet.reseal()
        let key = try #require(us.next)
        #expect(try fleet.open("us", as: key)["password"] == "mine")
    }

    @Test func `a line that was damaged at the tip is put back before the next key is promoted`()
        throws
    {
        try taken()
        let id = try #require(us.next).key.id
        let path = "keys/groups/production.yaml"
        var text = try fleet.text(path)
        let line = try #require(text.split(separator: "\n").first { $0.contains("\(id)") })
        let other = try #require(text.split(separator: "\n").first { $0.contains("cluster.eu/") })
        let sealed = try #require(other.split(separator: " ").last)
        text = text.replacing(line, with: line.split(separator: ":")[0] + ": " + sealed)
        try fleet.put(path, text)
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        #expect(try isPromote(fleet.rotate("us", us.look(fleet))))
        let key = try #require(us.next)
        #expect(try fleet.open("us", as: key).count == 2)
    }

    @Test func `a line without its group's proof is not taken`() throws {
        try fleet.rotate("us", us.look(fleet), asks: true)
        try us.look(fleet)
        let honest = try #require(us.last)
        let lines = honest.lines.map { line in
            line.group == "production"
                ? PublishedLine(
                    group: line.group,
                    groupKey: line.groupKey,
                    sealed: honest.lines[0].sealed,
                    proof: line.proof
                ) : line
        }
        let forged = try #require(
            Publication.following(
                nil,
                from: honest.origin,
                fleet: honest.fleet,
                keys: honest.keys,
                lines: lines,
                signedBy: us.active,
                and: us.next
            )
        )
        #expect(try waits(fleet.rotate("us", forged), for: "of production"))
        #expect(!(try fleet.text("keys/clusters/us.yaml").contains("endorsed")))
    }

    @Test func `an old key is followed by another unasked, but not beside one of the registry`()
        throws
    {
        /// What an agent does that has the active key alone.
        func step(madeBefore day: String?) throws -> KeyRotation.Step? {
            try fleet.read { registry in
                KeyRotation(
                    active: us.active,
                    next: nil,
                    others: [],
                    KeyRotation.Believed(
                        registry,
                        Keyring(us.active, others: [], trust: registry.trust),
                        try registry.cluster("us").cluster
                    )
                ).step(madeBefore: day)
            }
        }
        #expect(try step(madeBefore: nil) == nil)
        #expect(try step(madeBefore: "2000-01-01") == nil)
        #expect(try step(madeBefore: "2999-01-01") == .make)
        try taken()
        #expect(try step(madeBefore: "2999-01-01") == nil)
        #expect(try step(madeBefore: nil) == nil)
    }

    // MARK: Disagreement

    @Test func `somebody else's publication is refused, with both sides`() throws {
        let stranger = ActingCluster("us", HeldKey(PrivateKey.random()))
        let why = try disagreement(stranger.look(fleet))
        #expect(why.contains("\(stranger.active.key.id)"))
        #expect(why.contains("\(us.active.key.id)"))
        let eu = ActingCluster("eu", try #require(fleet.keys["eu"]))
        #expect(try disagreement(eu.look(fleet)).contains("of cluster eu, not of us"))
    }

    @Test func `a publication that is older than the last one is refused`() throws {
        try fleet.rotate("us", us.look(fleet), asks: true)
        let first = try #require(us.last)
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        #expect(disagreement(first).contains("number 1"))
        // A copy of the agent's memory goes on from there.
        let copy = ActingCluster("us", us.active)
        copy.last = first
        #expect(try disagreement(copy.look(fleet)).contains("number 2"))
    }

    @Test func `an agent that began anew is another instance`() throws {
        try taken()
        us.instance = "two"
        #expect(try disagreement(us.look(fleet)).contains("is the instance two"))
    }

    @Test func `a cluster from a backup of before its rotation is told`() throws {
        let backup = ActingCluster("us", us.active)
        backup.last = us.last
        try taken()
        #expect(try isPromote(fleet.rotate("us", us.look(fleet))))
        let why = try disagreement(backup.look(fleet))
        #expect(why.contains("uses the key \(backup.active.key.id)"))
    }

    @Test func `another Kubernetes cluster is told by its uid`() throws {
        try fleet.change { editor in
            let key = HeldKey(PrivateKey.random())
            us.active = key
            us.last = nil
            _ = try editor.replaceKey(of: "us", with: key.key.publicKey, kubeSystem: "a")
        }
        us.kubeSystem = "b"
        let why = try disagreement(us.look(fleet))
        #expect(why.contains("uid a ") && why.contains(" b "))
    }

    @Test func `what a registry cannot hold is not taken, whoever signs it`() throws {
        try fleet.rotate("us", us.look(fleet), asks: true)
        let honest = try us.look(fleet)
        let next = try #require(us.next)
        let statement = ClusterKey.endorsementStatement(
            fleet: fleet.id,
            cluster: "us",
            key: next.key.publicKey,
            created: "someday"
        )
        let offer = PublishedKeys.Next(
            publicKey: next.key.publicKey,
            created: "someday",
            endorsement: us.active.key.signature(over: statement)
        )
        let odd = try #require(
            Publication.following(
                honest,
                from: honest.origin,
                fleet: honest.fleet,
                keys: PublishedKeys(active: honest.keys.active, next: offer),
                lines: honest.lines,
                signedBy: us.active,
                and: next
            )
        )
        #expect(disagreement(odd).contains("a number or a date"))
        let text = honest.text.replacing("\ncounter 2\n", with: "\ncounter 999999999999999\n")
        let far = try #require(Publication(text))
        let late = try #require(
            Publication.following(
                far,
                from: honest.origin,
                fleet: honest.fleet,
                keys: PublishedKeys(active: honest.keys.active),
                lines: [],
                signedBy: us.active,
                and: nil
            )
        )
        #expect(late.counter == 1_000_000_000_000_000)
        #expect(disagreement(late).contains("a number or a date"))
        #expect(try isTake(fleet.rotate("us", honest)))
    }

    @Test func `a key that was revoked says nothing any more, whatever its state`() throws {
        try fleet.rotate("us", us.look(fleet), asks: true)
        let offer = try us.look(fleet)
        try fleet.change { _ = try $0.revokeCluster("us") }
        try fleet.tamper("keys/clusters/us.yaml", "state: revoked", "state: active")
        #expect(disagreement(offer).contains("is revoked"))
    }

    @Test func `another instance is believed by its key alone, and only in its place`() throws {
        try taken()
        us.instance = "two"
        let other = try us.look(fleet)
        let stranger = try ActingCluster("us", HeldKey(PrivateKey.random())).look(fleet)
        let unsigned = try #require(
            Publication(String(other.text.split(separator: "signed ")[0]))
        )
        try fleet.read { registry in
            let entry = try registry.cluster("us")
            let rotation = ClusterRotation(entry.cluster, groups: [entry.own], fleet: fleet.id)
            try rotation.judgeApart(other)
            for wrong in [stranger, unsigned] {
                #expect(throws: ClusterRotation.Disagreement.self) {
                    try rotation.judgeApart(wrong)
                }
            }
            let elsewhere = ClusterRotation(
                entry.cluster,
                groups: [entry.own],
                fleet: "fzzzzzzzzzzzzzzzzzzzz"
            )
            #expect(throws: ClusterRotation.Disagreement.self) {
                try elsewhere.judgeApart(other)
            }
        }
    }

    @Test func `nobody seals to a key that a retired one vouches for`() throws {
        let old = us.active
        try taken()
        #expect(try isPromote(fleet.rotate("us", us.look(fleet))))
        let stolen = HeldKey(PrivateKey.random()).key.publicKey
        let item = AttackTests.endorsed(fleet, stolen, by: old.key)
        try fleet.tamper("keys/clusters/us.yaml", "keys:\n  - {", "keys:\n  - \(item)\n  - {")
        try fleet.read { registry in
            let cluster = try registry.cluster("us").cluster
            #expect(cluster.keys.contains { $0.publicKey == stolen })
            #expect(cluster.document.sealingKeys.map(\.publicKey) == [us.next?.key.publicKey])
        }
    }

    @Test func `a next key that its active key does not vouch for is not taken`() throws {
        try fleet.rotate("us", us.look(fleet), asks: true)
        let honest = try us.look(fleet)
        let outsider = HeldKey(PrivateKey.random())
        let keys = PublishedKeys(
            active: honest.keys.active,
            next: PublishedKeys.Next(
                publicKey: outsider.key.publicKey,
                created: "2026-11-21",
                endorsement: try #require(honest.keys.next).endorsement
            )
        )
        // Even somebody who got the active key to sign it.
        let forged = try #require(
            Publication.following(
                honest,
                from: honest.origin,
                fleet: honest.fleet,
                keys: keys,
                lines: [],
                signedBy: us.active,
                and: outsider
            )
        )
        #expect(disagreement(forged).contains("does not vouch"))
    }
}
