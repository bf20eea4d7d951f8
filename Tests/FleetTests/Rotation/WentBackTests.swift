import Documents
import Rotation
import Sealing
import Testing

@testable import Fleet

/// What was found by going through every interleaving of a model of the protocol.
@Suite struct WentBackTests {
    private let fleet: TestFleet
    private let us: ActingCluster

    init() throws {
        fleet = try TestFleet()
        us = ActingCluster("us", try #require(fleet.keys["us"]))
        try us.look(fleet)
        try fleet.rotate("us", us.look(fleet), asks: true)
    }

    private func disagreement(_ publication: Publication) -> String {
        do {
            return "no disagreement: \(try fleet.rotate("us", publication))"
        } catch let error as ClusterRotation.Disagreement {
            return "\(error.description): \(error.hint)"
        } catch {
            return "another error: \(error)"
        }
    }

    private func waits(_ step: ClusterRotation.Step, for what: String) -> Bool {
        if case .waiting(let why) = step { why.contains(what) } else { false }
    }

    private func isTake(_ step: ClusterRotation.Step) -> Bool {
        if case .take = step { true } else { false }
    }

    private func isPromote(_ step: ClusterRotation.Step) -> Bool {
        if case .promote = step { true } else { false }
    }

    private func abandon() throws {
        try fleet.write { registry in
            let entry = try registry.cluster("us")
            let next = try #require(entry.cluster.keys.first { $0.state == .next })
            let groups = try ["fleet", "production"].map { try registry.group($0) } + [entry.own]
            var editor = RotationEditor(registry)
            editor.abandon(next.id, entry.cluster, groups)
            try editor.write()
        }
    }

    @Test func `a next key that was given up is not taken again`() throws {
        let offer = try us.look(fleet)
        #expect(try isTake(fleet.rotate("us", offer)))
        try abandon()
        // The agent has not seen that yet.
        #expect(try waits(fleet.rotate("us", offer), for: "give up"))
        let given = try #require(us.next).key.publicKey
        try us.look(fleet)
        #expect(us.next == nil)
        if case .none = try fleet.rotate("us", us.look(fleet)) {} else { Issue.record("not idle") }
        try fleet.rotate("us", us.last, asks: true)
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        #expect(us.next?.key.publicKey != given)
        #expect(try isPromote(fleet.rotate("us", us.look(fleet))))
        try us.look(fleet)
        #expect(try fleet.open("us", as: us.active)["password"] == "mine")
    }

    @Test func `a registry from before the promotion is told of, not waited for`() throws {
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        let before = fleet.files
        #expect(try isPromote(fleet.rotate("us", us.look(fleet))))
        try us.look(fleet)
        for (path, bytes) in before { try fleet.put(path, bytes) }
        let why = try disagreement(us.look(fleet))
        #expect(why.contains("uses the key \(us.active.key.id)"), "\(why)")
        #expect(why.contains("went back"), "\(why)")
    }

    @Test func `a line that was proven once stays the one that is published`() throws {
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        let first = try us.look(fleet)
        // Somebody else seals the group's key to the next key as well.
        let next = try #require(us.next)
        let path = "keys/groups/production.yaml"
        let text = try fleet.text(path)
        let line = try #require(
            text.split(separator: "\n").first { $0.contains("cluster.us/\(next.key.id)") }
        )
        let sealed = try fleet.read { registry in
            let group = try registry.group("production")
            let key = try #require(group.activeKey)
            let opened = try Keyring(fleet.alice, trust: registry.trust).key(key.id, of: group)
            return SealedGroupKey.seal(
                opened.key,
                fleet: fleet.id,
                group: "production",
                to: next.key.publicKey
            )
        }
        let other = "\(line.prefix { $0 != ":" }): \(sealed.text)"
        try fleet.put(path, text.replacing(line, with: other))
        let second = try us.look(fleet)
        #expect(second.counter == first.counter)
        #expect(try isTake(fleet.rotate("us", second)))
        #expect(try us.look(fleet).counter == first.counter)
        #expect(try isPromote(fleet.rotate("us", second)))
    }

    @Test func `an agent that forgot what was taken over is not believed by waiting`() throws {
        let backup = ActingCluster("us", us.active)
        backup.last = us.last
        #expect(try isTake(fleet.rotate("us", us.look(fleet))))
        let taken = try #require(us.last)
        // Every change of a group makes it publish again.
        for _ in 0..<6 {
            let publication = try backup.look(fleet)
            #expect(publication.counter <= taken.counter)
            let why = disagreement(publication)
            #expect(why.contains("the registry has taken over number \(taken.counter)"), "\(why)")
            try fleet.change { _ = try $0.rekey("production") }
        }
    }
}
