import Documents
import Sealing
import Testing

@testable import Reconciling

/// The table of promises, row by row.
@Suite struct PromiseTests {
    let db = Delivered.db

    @Test func `a document becomes a Secret`() throws {
        let world = try Delivered()
        #expect(world.live?.data == ["password": "value-1"])
        #expect(world.report?.reason == .applied)
        #expect(world.report?.isReady == true)
    }

    @Test func `a change of the document is written, and nothing else`() throws {
        let world = try Delivered()
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.data == ["password": "value-2"])
        #expect(world.verbs == ["open", "update"])
        try world.put(Draft(values: ["password": 2], sealing: 2))
        #expect(world.verbs == ["open"])
        try world.put(Draft(values: ["password": 2], sealing: 2, drift: .heal))
        #expect(world.verbs.isEmpty)
    }

    @Test func `a key that the document loses goes, also when somebody else had written it`() throws
    {
        let world = try Delivered(Draft(values: ["password": 1, "token": 2]))
        try world.put(Draft())
        #expect(world.live?.data == ["password": "value-1"])
        try world.put(Draft(values: ["password": 1, "token": 2]))
        world.edit { $0.data["token"] = "by hand" }
        try world.put(Draft(values: ["password": 3]))
        #expect(world.live?.data == ["password": "value-3"])
        #expect(world.report?.reason == .applied)
    }

    @Test(arguments: [Adoption.never, .always])
    func `what a document no longer has goes with the change, and what others have stays`(
        adoption: Adoption
    ) throws {
        let old = Draft(
            values: ["old": 1, "kept": 2],
            adopt: adoption,
            deletion: .retain,
            restart: ["deployment/api"],
            labels: ["app": "db", "shared": "x"],
            annotations: ["note": "x"]
        )
        // Taken over, the Secret has the right contents already, by another manager.
        var target = ModelTarget()
        if adoption == .always {
            let data = ["old": "value-1", "kept": "value-2"]
            target.put(ModelSecret(name: db, uid: "x", type: "Opaque", data: data))
        }
        let world = try Delivered([old], Policy(adopt: .always), target: target)
        #expect(world.report?.reason == .applied)
        world.edit { secret in
            secret.labels["team"] = "a"
            // Somebody else applies the same.
            let other = ModelSecret.Manager(name: ModelTarget.other, isApply: true)
            secret.fields[other] = ["label/shared"]
        }
        try world.put(Draft(values: ["new": 1, "kept": 2], adopt: adoption))
        #expect(world.verbs == ["open", "update"])
        #expect(world.live?.data == ["new": "value-1", "kept": "value-2"])
        #expect(world.live?.labels == [SecretMarks.managed: "true", "team": "a", "shared": "x"])
        let marks = try #require(world.live?.annotations.keys.sorted())
        #expect(
            marks == [
                SecretMarks.digest, SecretMarks.document, SecretMarks.secret, SecretMarks.values,
            ]
        )
        try world.restart([Draft(values: ["new": 1, "kept": 2], adopt: adoption)])
        #expect(world.verbs.isEmpty)
    }

    @Test func `an edit is put back by one write`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        world.edit { secret in
            secret.data = ["password": "by hand", "evil": "x"]
        }
        #expect(world.verbs == ["look", "update"])
        #expect(world.live?.data == ["password": "value-1"])
    }

    @Test(arguments: [
        Draft(), Draft(labels: ["app": "db"], data: ["url": "x{{password}}"]),
        Draft(immutable: true),
        Draft(deletion: .retain, restart: ["deployment/api"]),
    ])
    func `an agent that starts anew opens, reads and writes nothing`(draft: Draft) throws {
        let world = try Delivered(draft)
        try world.restart([draft])
        #expect(world.verbs.isEmpty)
        #expect(world.report?.reason == .applied)
    }

    @Test func `an agent that starts anew finds what was changed while it was down`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        world.target.edit(db) { $0.data["password"] = "by hand" }
        try world.restart([Draft()])
        #expect(world.verbs == ["look", "open", "update"])
        #expect(world.live?.data == ["password": "value-1"])
    }

    @Test func `a label of others costs no read`() throws {
        let world = try Delivered()
        world.edit { $0.labels["team"] = "a" }
        #expect(world.verbs.isEmpty)
        try world.restart([Draft()])
        #expect(world.verbs.isEmpty)
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.labels["team"] == "a")
    }

    @Test func `another write in our name is noticed by its time`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        var secret = try #require(world.live)
        secret.data["password"] = "forged"
        secret.times[ModelSecret.Manager(name: ModelTarget.manager, isApply: false)] = 1_000
        world.target.forge(secret)
        world.agent.settle(&world.target)
        #expect(world.live?.data == ["password": "value-1"])
    }

    @Test(arguments: Drift.allCases)
    func `a Secret that was deleted is put back in every mode but off`(mode: Drift) throws {
        let world = try Delivered(Draft(), Policy(drift: mode))
        world.target.remove(db)
        world.agent.settle(&world.target)
        #expect((world.live != nil) == (mode != .off))
        #expect(world.report?.isReady == true)
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.data == ["password": "value-2"])
    }

    @Test(arguments: Drift.allCases)
    func `a Secret that was edited is put back, reported or not looked at`(mode: Drift) throws {
        let world = try Delivered(Draft(), Policy(drift: mode))
        world.edit { secret in
            secret.data["password"] = "by hand"
            secret.data["more"] = "1"
        }
        let changed = ["password": "by hand", "more": "1"]
        switch mode {
        case .heal:
            #expect(world.live?.data == ["password": "value-1"])
            #expect(world.report?.reason == .applied)
        case .detect:
            #expect(world.live?.data == changed)
            #expect(world.report?.reason == .drifted)
            #expect(world.report?.isReady == true)
            #expect(world.report?.drift == "its contents were changed by kubectl-edit")
            #expect(world.verbs == ["look"])
        case .off:
            #expect(world.live?.data == changed)
            #expect(world.report?.reason == .notLookedAt)
            #expect(world.verbs.isEmpty)
        }
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.data == ["password": "value-2"])
        #expect(world.report?.drift == nil)
    }

    @Test func `drift outlives what is no change of the document`() throws {
        let world = try Delivered()
        world.edit { $0.data["password"] = "by hand" }
        for draft in [
            Draft(sealing: 2), Draft(restart: ["deployment/api"]), Draft(folder: "secrets/x"),
        ] {
            try world.put(draft)
            #expect(world.live?.data == ["password": "by hand"])
            #expect(world.report?.reason == .drifted)
            try world.restart([draft])
            #expect(world.report?.reason == .drifted)
        }
        for draft in [Draft(labels: ["a": "b"])] {
            try world.put(draft)
            #expect(world.live?.data == ["password": "value-1"])
        }
    }

    @Test(arguments: [
        (Drift?.none, String?.none, Drift.detect), (nil, "heal", .heal), (nil, "off", .off),
        (nil, "HEAL", .detect), (nil, "", .detect), (.off, "heal", .off), (.heal, nil, .heal),
    ])
    func `a document's mode counts before the namespace's, and that before the agent's`(
        document: Drift?,
        namespace: String?,
        mode: Drift
    ) throws {
        let desired = try Draft(drift: document).desired
        #expect(Policy().drift(of: desired, in: .present(drift: namespace)) == mode)
        #expect(Policy().drift(of: desired, in: .unknown) == document ?? .detect)
    }

    @Test func `whoever fights the agent meets an agent that waits`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        for round in 1...20 {
            world.edit { $0.data["password"] = "again \(round)" }
            guard round > Memory.patience else {
                #expect(world.live?.data == ["password": "value-1"])
                continue
            }
            #expect(world.live?.data == ["password": "again \(round)"])
            #expect(world.report?.isReady == false)
            #expect(world.report?.message.contains("kubectl-edit") == true)
            world.wait(.seconds(60))
            #expect(world.live?.data == ["password": "value-1"])
        }
        let writes = world.agent.inventory.memory(db).heals
        #expect(writes == 20)
    }

    @Test func `nothing is written while break-glass is on, and all is as before after it`() throws
    {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        let glass = BreakGlass(
            start: world.agent.wall,
            end: world.agent.wall + .seconds(7_200),
            reason: "incident 4711"
        )
        world.edit { secret in
            secret.annotations[SecretMarks.breakGlass] = glass.text
            secret.data["password"] = "by hand"
        }
        #expect(world.verbs.isEmpty)
        #expect(world.report?.reason == .breakGlass)
        #expect(world.report?.message.contains("incident 4711") == true)
        try world.put(Draft(values: ["password": 2]))
        try world.put([])
        #expect(world.verbs.isEmpty)
        try world.restart([Draft(values: ["password": 2])])
        #expect(world.live?.data == ["password": "by hand"])
        #expect(world.report?.remarks.isEmpty == true)
        world.wait(.seconds(6_400))
        #expect(world.report?.remarks.map(\.reason) == [.breakGlass])
        #expect(world.verbs.isEmpty)
        world.wait(.seconds(800))
        #expect(world.live?.data == ["password": "value-2"])
        #expect(world.report?.reason == .applied)
    }

    @Test func `break-glass that is malformed has no effect and is said`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        world.edit { secret in
            secret.annotations[SecretMarks.breakGlass] = "for ever"
            secret.data["password"] = "by hand"
        }
        #expect(world.live?.data == ["password": "value-1"])
        #expect(world.report?.remarks.map(\.reason) == [.breakGlassRefused])
    }

    @Test func `immutable Secrets and other types are deleted and created`() throws {
        let world = try Delivered(Draft(immutable: true))
        try world.put(Draft(values: ["password": 2], immutable: true))
        #expect(world.verbs == ["open", "replace"])
        #expect(world.live?.data == ["password": "value-2"])
        try world.put(Draft(values: ["password": 2], immutable: true, labels: ["a": "b"]))
        #expect(world.verbs == ["open", "update"])
        try world.put(Draft(values: ["password": 2], labels: ["a": "b"]))
        #expect(world.verbs == ["open", "replace"])
        #expect(world.live?.immutable == false)
        try world.put(Draft(values: ["password": 2], type: "kubernetes.io/basic-auth"))
        #expect(world.verbs == ["open", "replace"])
        #expect(world.live?.type == "kubernetes.io/basic-auth")
        #expect(world.report?.reason == .applied)
    }

    @Test func `an agent that was killed between delete and create creates`() throws {
        let world = try Delivered(Draft(immutable: true))
        world.target.remove(db)
        try world.restart([Draft(values: ["password": 2])])
        #expect(world.live?.data == ["password": "value-2"])
    }

    @Test func `a suspended document writes nothing`() throws {
        let world = try Delivered()
        try world.put(Draft(suspend: true))
        #expect(world.report?.reason == .suspended)
        #expect(world.report?.isReady == true)
        try world.put(Draft(values: ["password": 2], suspend: true))
        #expect(world.report?.isReady == false)
        world.target.remove(db)
        world.agent.settle(&world.target)
        #expect(world.verbs.isEmpty)
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.data == ["password": "value-2"])
    }

    @Test func `a missing namespace is waited for`() throws {
        let world = try Delivered([])
        world.target.missing = ["payments"]
        try world.put(Draft())
        #expect(world.report?.reason == .namespaceMissing)
        _ = world.agent.inventory.observe(namespace: "payments", .missing)
        world.wait(.seconds(1_000))
        #expect(world.verbs.isEmpty)
        #expect(world.report?.isReconciling == true)
        world.target.missing = []
        _ = world.agent.inventory.observe(namespace: "payments", .present(drift: nil))
        world.agent.settle(&world.target)
        #expect(world.report?.reason == .applied)
    }

    @Test func `what does not open leaves the old Secret, until a key comes`() throws {
        let world = try Delivered()
        let draft = Draft(values: ["password": 2])
        _ = world.agent.inventory.put(try draft.document())
        world.agent.plain = [:]
        world.agent.log = []
        world.agent.settle(&world.target)
        #expect(world.verbs == ["open"])
        #expect(world.live?.data == ["password": "value-1"])
        #expect(world.report?.reason == .keyNotHere)
        #expect(world.report?.isStalled == true)
        world.wait(.seconds(100_000))
        #expect(world.verbs.isEmpty)
        world.agent.plain = [draft.id(): draft.plain]
        #expect(world.agent.inventory.tryOpeningAgain() == [db])
        world.agent.settle(&world.target)
        #expect(world.live?.data == ["password": "value-2"])
    }

    @Test(arguments: [Reason.groupUnknown, .registryRolledBack, .invalidDocument])
    func `a document that is held keeps its Secret as it is`(reason: Reason) throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        let held = DesiredDocument(Draft().id(), db, .held(Problem(reason, "why")))
        _ = world.agent.inventory.put(held)
        world.edit { $0.data["password"] = "by hand" }
        #expect(world.verbs.isEmpty)
        #expect(world.report?.reason == reason)
        #expect(world.report?.isReady == false)
    }

    @Test func `nothing is touched while the cluster is unknown`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        _ = world.agent.inventory.hold(Problem(.clusterUnknown, "no document"))
        world.edit { $0.data["password"] = "by hand" }
        try world.put([])
        world.wait(.seconds(1_000))
        #expect(world.verbs.isEmpty)
        #expect(world.live?.data == ["password": "by hand"])
        try world.put(Draft())
        #expect(world.report?.reason == .clusterUnknown)
        #expect(world.agent.inventory.hold(nil) == [db])
        world.agent.settle(&world.target)
        #expect(world.live?.data == ["password": "value-1"])
    }

    @Test func `a digest key that is lost makes no change of what is the same`() throws {
        let world = try Delivered()
        let resealed = Draft(sealing: 2, restart: ["deployment/api"])
        try world.restart([resealed], key: 2)
        #expect(world.verbs == ["open", "look", "update"])
        #expect(world.agent.restarts.isEmpty)
        try world.restart([resealed], key: 2)
        #expect(world.verbs.isEmpty)
    }

    @Test func `after a lost digest key drift is still told from what is as it should be`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        try world.restart([Draft(folder: "secrets/x")], key: 2)
        #expect(world.report?.reason == .applied)
        world.edit { $0.data["password"] = "by hand" }
        #expect(world.live?.data == ["password": "value-1"])
        try world.restart([Draft(folder: "secrets/y", immutable: true)], key: 3)
        #expect(world.live?.immutable == true)
        #expect(world.live?.uid == "u1")
    }

    @Test func `after a lost digest key nothing is deleted, and nothing called drift, in vain`()
        throws
    {
        let moved = try Delivered(Draft(immutable: true))
        try moved.restart([Draft(folder: "secrets/x", immutable: true)], key: 2)
        #expect(moved.live?.uid == "u1")
        #expect(moved.causes == [.marked])
        let edited = try Delivered()
        edited.target.edit(db) { $0.data["password"] = "by hand" }
        edited.target.edit(db) { $0.data["password"] = "value-1" }
        try edited.restart([Draft()], key: 2)
        #expect(edited.verbs == ["look", "open"])
        #expect(edited.report?.reason == .applied)
    }
}
