import Documents
import Sealing
import TestSupport
import Testing

@testable import Reconciling

/// The rows of the table of promises, one after the other.
@Suite struct PromiseTests {
    let db = SecretName("payments", "db")

    /// An agent whose one document was delivered.
    func delivered(
        _ draft: Draft = Draft(),
        _ policy: Policy = Policy()
    ) throws -> (agent: ModelAgentBox, target: ModelTarget) {
        var agent = ModelAgent(policy)
        var target = ModelTarget()
        agent.list(target)
        try agent.replace([draft])
        agent.settle(&target)
        agent.log = []
        return (ModelAgentBox(agent), target)
    }

    @Test func `a document becomes a Secret`() throws {
        let (box, target) = try delivered()
        #expect(target.secrets[db]?.data == ["password": "value-1"])
        #expect(box.agent.report(db)?.reason == .applied)
        #expect(box.agent.report(db)?.isReady == true)
    }

    @Test func `an agent that starts anew opens, reads and writes nothing`() throws {
        let (_, target) = try delivered()
        var agent = ModelAgent(Policy())
        var after = target
        agent.list(after)
        try agent.replace([Draft()])
        #expect(agent.settle(&after) == 0)
        #expect(agent.report(db)?.reason == .applied)
    }

    @Test(arguments: [Drift.heal, .detect, .off])
    func `a Secret that was deleted is put back in every mode but off`(mode: Drift) throws {
        var (box, target) = try delivered(Draft(), Policy(drift: mode))
        target.remove(db)
        box.agent.settle(&target)
        #expect((target.secrets[db] != nil) == (mode != .off))
    }

    @Test(arguments: [Drift.heal, .detect, .off])
    func `a Secret that was edited is put back, reported or not looked at`(mode: Drift) throws {
        var (box, target) = try delivered(Draft(), Policy(drift: mode))
        target.edit(db) { secret in
            secret.data["password"] = "by hand"
            secret.data["more"] = "1"
        }
        box.agent.settle(&target)
        let data = target.secrets[db]?.data
        let report = box.agent.report(db)
        switch mode {
        case .heal:
            #expect(data == ["password": "value-1"])
            #expect(report?.reason == .applied)
        case .detect:
            #expect(data == ["password": "by hand", "more": "1"])
            #expect(report?.reason == .drifted)
            #expect(report?.drift == "its contents were changed by kubectl-edit")
            #expect(box.agent.log.map(\.action.verb) == ["look"])
        case .off:
            #expect(data == ["password": "by hand", "more": "1"])
            #expect(report?.reason == .notLookedAt)
            #expect(box.agent.log.isEmpty)
        }
    }
}

extension Action {
    /// The action in a word.
    var verb: String {
        switch self {
        case .open: "open"
        case .look: "look"
        case .create: "create"
        case .strip: "strip"
        case .apply: "apply"
        case .replace: "replace"
        case .delete: "delete"
        case .restart: "restart"
        }
    }
}
