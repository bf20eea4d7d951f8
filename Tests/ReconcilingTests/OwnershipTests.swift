import Documents
import Testing

@testable import Reconciling

/// Secrets of others in the way, and documents in each other's.
@Suite struct OwnershipTests {
    let db = Delivered.db

    func foreign(
        _ data: [String: String] = ["password": "value-1"],
        type: String = "Opaque",
        immutable: Bool = false,
        _ change: (inout ModelSecret) -> Void = { _ in }
    ) -> ModelTarget {
        var target = ModelTarget()
        var secret = ModelSecret(name: db, uid: "x", type: type, data: data)
        secret.immutable = immutable
        change(&secret)
        target.put(secret, by: "controller")
        return target
    }

    static let owner = OwnerReference(
        kind: "SealedSecret",
        name: "db",
        uid: "o",
        isController: true
    )

    func delivered(
        _ adopt: Adoption,
        _ target: ModelTarget,
        cap: Adoption = .always
    ) throws -> Delivered {
        try Delivered([Draft(adopt: adopt)], Policy(adopt: cap), target: target)
    }

    @Test(arguments: [
        (Adoption.never, Adoption.always, false), (.always, .never, false),
        (.always, .ifEqual, true),
        (.ifEqual, .always, true), (.ifEqual, .ifEqual, true), (.always, .always, true),
    ])
    func `a Secret with the same contents is taken over where both sides allow it`(
        adopt: Adoption,
        cap: Adoption,
        isTaken: Bool
    ) throws {
        let world = try delivered(adopt, foreign { $0.owners = [Self.owner] }, cap: cap)
        #expect(world.live?.uid == "x")
        #expect(world.live?.data == ["password": "value-1"])
        #expect(world.live?.owners.isEmpty == isTaken)
        #expect(world.report?.reason == (isTaken ? .applied : .notOwned))
        if !isTaken {
            #expect(world.report?.message.contains("SealedSecret db") == true)
            #expect(world.live?.version == 2)
        }
    }

    @Test(arguments: [(Adoption.ifEqual, false), (.always, true)])
    func `a Secret with other contents is taken over by always alone`(
        adopt: Adoption,
        isTaken: Bool
    ) throws {
        let target = foreign(["password": "theirs", "more": "1"]) { $0.owners = [Self.owner] }
        let world = try delivered(adopt, target)
        #expect((world.live?.data == ["password": "value-1"]) == isTaken)
        #expect(world.live?.uid == "x")
        #expect(world.live?.owners == (isTaken ? [] : [Self.owner]))
    }

    @Test func `the marks of Argo CD, Flux and kubectl go, those of others stay`() throws {
        let target = foreign { secret in
            for mark in Policy.trackingMarks { secret.annotations[mark] = "x" }
            secret.labels["kustomize.toolkit.fluxcd.io/name"] = "apps"
            secret.labels["app.kubernetes.io/instance"] = "shop"
            secret.labels["team"] = "a"
        }
        let world = try delivered(.always, target)
        let live = try #require(world.live)
        #expect(live.labels == ["team": "a", SecretMarks.managed: "true"])
        #expect(live.annotations.keys.allSatisfy { $0.hasPrefix("fleetseal.dev/") })
        #expect(world.report?.reason == .applied)
    }

    @Test func `a mark that the template has stays`() throws {
        let draft = Draft(adopt: .always, labels: ["app.kubernetes.io/instance": "db"])
        let target = foreign { $0.labels["app.kubernetes.io/instance"] = "shop" }
        let world = try Delivered([draft], Policy(adopt: .always), target: target)
        #expect(world.live?.labels["app.kubernetes.io/instance"] == "db")
    }

    @Test func `what would have to be deleted is not taken over`() throws {
        for target in [
            foreign(type: "kubernetes.io/tls"), foreign(["password": "theirs"], immutable: true),
            foreign(immutable: true),
        ] {
            let world = try delivered(.always, target)
            #expect(world.report?.reason == .notOwned)
            #expect(world.live?.version == 2)
        }
        let world = try Delivered(
            [Draft(immutable: true, adopt: .always)],
            Policy(adopt: .always),
            target: foreign(immutable: true)
        )
        #expect(world.report?.reason == .applied)
        #expect(world.live?.uid == "x")
    }

    @Test func `an agent that was killed while taking over goes on`() throws {
        let world = try delivered(.always, foreign { $0.owners = [Self.owner] })
        world.target = foreign()
        try world.restart([Draft(adopt: .always)])
        #expect(world.verbs == ["look", "open", "adopt"])
        #expect(world.report?.reason == .applied)
    }

    @Test(arguments: [
        (
            "it belongs to 'a' (label app.kubernetes.io/instance)", "app.kubernetes.io/instance",
            true
        ),
        (
            "it belongs to 'a' (annotation argocd.argoproj.io/tracking-id)",
            "argocd.argoproj.io/tracking-id", false
        ),
        ("it was written by controller", "x", true),
    ])
    func `the owner is named`(text: String, mark: String, isLabel: Bool) throws {
        let target = foreign { secret in
            if isLabel { secret.labels[mark] = "a" } else { secret.annotations[mark] = "a" }
        }
        let world = try delivered(.never, target)
        let text = text.replacing("'", with: "")
        #expect(world.report?.message.hasSuffix(text) == true, "\(world.report as Any)")
    }

    @Test func `a copy of one of ours is not ours`() throws {
        let world = try Delivered()
        var copy = ModelSecret(
            name: SecretName("shop", "db"),
            uid: "c",
            type: "Opaque",
            data: world.live?.data ?? [:]
        )
        copy.labels = world.live?.labels ?? [:]
        copy.annotations = world.live?.annotations ?? [:]
        world.target.put(copy)
        world.wait(.seconds(1_000))
        #expect(world.verbs.isEmpty)
        try world.put([Draft(), Draft(namespace: "shop", values: ["password": 2])])
        let report = world.agent.report(copy.name)
        #expect(report?.reason == .notOwned)
        #expect(report?.message.contains("copy of payments/db") == true)
        #expect(world.target.secrets[copy.name]?.data == copy.data)
    }

    @Test(arguments: [SecretMarks.managed, SecretMarks.secret])
    func `a Secret whose mark was taken away is not ours any more`(mark: String) throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        world.edit { secret in
            secret.labels[mark] = nil
            secret.annotations[mark] = nil
            secret.data["password"] = "by hand"
        }
        #expect(world.report?.reason == .notOwned)
        try world.put([])
        world.wait(.seconds(100))
        #expect(world.live?.data == ["password": "by hand"])
    }

    // MARK: Two documents

    func twice() throws -> Delivered {
        let world = try Delivered([], sources: [.directory, .platform])
        try world.put([], of: .platform)
        return world
    }

    func reports(_ world: Delivered) -> [String: Reason] {
        let decision = world.agent.inventory.decide(db, at: world.agent.now)
        var all: [String: Reason] = [:]
        if let id = decision.document { all[id.description] = decision.report?.reason }
        for other in decision.others { all[other.document.description] = other.report.reason }
        return all
    }

    @Test func `the smaller path gets the Secret, and who has it keeps it`() throws {
        let world = try twice()
        try world.put([Draft(folder: "secrets/m", values: ["password": 1])])
        try world.put([Draft(folder: "secrets/z", values: ["password": 2])], of: .platform)
        #expect(world.live?.data == ["password": "value-1"])
        try world.put([Draft(folder: "secrets/a", values: ["password": 3])], of: .platform)
        #expect(world.live?.data == ["password": "value-1"])
        #expect(
            reports(world) == [
                "directory:secrets/m/payments/db.yaml": .applied,
                "git/platform:secrets/a/payments/db.yaml": .claimedTwice,
            ]
        )
        #expect(world.report?.remarks.map(\.reason) == [.claimedTwice])
        let fresh = try twice()
        _ = try fresh.agent.replace([Draft(folder: "secrets/m", values: ["password": 1])])
        try fresh.put([Draft(folder: "secrets/a", values: ["password": 3])], of: .platform)
        #expect(fresh.live?.data == ["password": "value-3"])
    }

    @Test func `a document that goes leaves its Secret to the next`() throws {
        let world = try twice()
        try world.put([Draft(folder: "secrets/m", values: ["password": 1])])
        try world.put([Draft(folder: "secrets/z", values: ["password": 2])], of: .platform)
        try world.put([])
        #expect(world.live?.data == ["password": "value-2"])
        #expect(world.live?.uid == "u1")
        #expect(reports(world) == ["git/platform:secrets/z/payments/db.yaml": .applied])
    }

    @Test func `while the owner's source is unknown nobody takes its Secret`() throws {
        let world = try twice()
        try world.put([Draft(folder: "secrets/m", values: ["password": 1])])
        let other = Draft(folder: "secrets/a", values: ["password": 2])
        world.agent = ModelAgent(Policy(), sources: [.directory, .platform])
        world.agent.list(world.target)
        try world.put([other], of: .platform)
        #expect(world.verbs.isEmpty)
        #expect(reports(world).values.map(\.self) == [.sourceUnknown])
        let affected = world.agent.inventory.forget(.directory)
        #expect(affected.contains(db))
        world.agent.settle(&world.target)
        #expect(world.live?.data == ["password": "value-2"])
    }

    @Test func `a file that moves keeps its Secret`() throws {
        let world = try Delivered()
        try world.put(Draft(folder: "secrets/x"))
        #expect(world.causes == [.marked])
        #expect(world.live?.uid == "u1")
        #expect(
            world.live?.annotations[SecretMarks.document]
                == "directory:secrets/x/payments/db.yaml"
        )
    }

    @Test func `refused documents, and those for other clusters, reserve nothing`() throws {
        for state in [
            DesiredDocument.State.refused(Problem(.ruleViolated, "why")), .notForThisCluster,
        ] {
            let world = try twice()
            let id = Draft(folder: "secrets/a").id()
            _ = world.agent.inventory.put(DesiredDocument(id, db, state))
            try world.put([Draft(folder: "secrets/m")], of: .platform)
            #expect(world.live?.data == ["password": "value-1"])
            #expect(world.report?.remarks.isEmpty == true)
        }
    }

    @Test func `a document that does not open keeps its claim`() throws {
        let world = try twice()
        let id = Draft(folder: "secrets/a").id()
        _ = world.agent.inventory.put(
            DesiredDocument(id, db, .held(Problem(.groupUnknown, "why")))
        )
        try world.put([Draft(folder: "secrets/m")], of: .platform)
        #expect(world.live == nil)
        #expect(
            reports(world) == [
                "directory:secrets/a/payments/db.yaml": .groupUnknown,
                "git/platform:secrets/m/payments/db.yaml": .claimedTwice,
            ]
        )
    }
}
