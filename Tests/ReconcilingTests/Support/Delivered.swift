import Documents

@testable import Reconciling

/// An agent whose documents were delivered to a target.
final class Delivered {
    var agent: ModelAgent
    var target: ModelTarget
    let policy: Policy

    static let db = SecretName("payments", "db")

    init(
        _ drafts: [Draft] = [Draft()],
        _ policy: Policy = Policy(),
        sources: [SourceID] = [.directory],
        target: ModelTarget = ModelTarget()
    ) throws {
        self.policy = policy
        agent = ModelAgent(policy, sources: sources)
        self.target = target
        agent.list(target)
        try put(drafts)
        agent.log = []
    }

    convenience init(_ draft: Draft, _ policy: Policy = Policy()) throws {
        try self.init([draft], policy)
    }

    var live: ModelSecret? { target.secrets[Self.db] }
    var report: Report? { agent.report(Self.db) }
    var verbs: [String] { agent.log.map(\.action.verb) }
    var causes: [Cause] { agent.log.compactMap(\.action.cause) }

    /// Makes these the only documents of a source, and does all that follows.
    func put(_ drafts: [Draft], of source: SourceID = .directory, revision: String? = "r") throws {
        agent.log = []
        try agent.replace(drafts, of: source, revision: revision)
        agent.settle(&target)
    }

    func put(_ draft: Draft) throws { try put([draft]) }

    /// Somebody else changes the Secret, and the agent does all that follows.
    func edit(_ change: (inout ModelSecret) -> Void) {
        agent.log = []
        target.edit(Self.db, change)
        agent.settle(&target)
    }

    /// Time goes by, and the agent does all that follows.
    func wait(_ duration: Duration) {
        agent.log = []
        agent.settle(&target)
        agent.advance(duration)
        agent.settle(&target)
    }

    /// The agent is replaced by a new one that knows nothing.
    func restart(_ drafts: [Draft], key: UInt8 = 1) throws {
        let (steady, wall) = (agent.steady, agent.wall)
        agent = ModelAgent(policy, key: key)
        agent.steady = steady
        agent.wall = wall
        agent.list(target)
        try put(drafts)
    }
}
