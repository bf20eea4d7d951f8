import Testing

/// The protocol with something taken away: each guard is there because of a way to harm that it bars.
@Suite struct MissingGuardTests {
    /// A protocol that is broken, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let missing: Guards
        let bounds: Bounds
        let fault: String

        init(_ name: String, without missing: Guards, _ bounds: Bounds, _ fault: String) {
            self.name = name
            self.missing = missing
            self.bounds = bounds
            self.fault = fault
        }

        var testDescription: String { name }
    }

    private static let locked = "cannot open key"
    private static let stuck = "there is no way on"
    private static let accused = "for nothing"

    static let cases: [Case] = [
        Case(
            "a proof of what was there once, then a re-key",
            without: [.proofsOfTip, .check],
            Bounds(chances: [.request: 1, .rekey: 1]),
            locked
        ),
        Case(
            "a proof of what was there once, then a re-key and a bad merge",
            without: .proofsOfTip,
            Bounds(chances: [.request: 1, .rekey: 1, .damage: 1]),
            locked
        ),
        Case(
            "lines that nobody proved",
            without: .proofs,
            Bounds(chances: [.request: 1, .rekey: 1, .damage: 1]),
            locked
        ),
        Case(
            "old lines dropped before the new ones are at the tip",
            without: .linesBeforeDrop,
            Bounds(chances: [.request: 1, .damage: 1]),
            locked
        ),
        Case(
            "a re-key on a stale branch, merged after the promotion without check",
            without: .check,
            Bounds(chances: [.request: 1, .rekey: 1, .destruction: 1]),
            locked
        ),
        Case(
            "old keys destroyed at once, then the repository goes back",
            without: .oldKeys,
            Bounds(chances: [.request: 1, .registryBackup: 1, .registryRestore: 1]),
            locked
        ),
        Case(
            "old keys destroyed at once, then a stale branch is forced",
            without: .oldKeys,
            Bounds(chances: [.request: 1, .rekey: 1, .forcedMerge: 1]),
            locked
        ),
        Case(
            "keys destroyed that the registry may come to name again",
            without: .destruction,
            Bounds(chances: [
                .request: 1, .registryBackup: 1, .registryRestore: 1, .destruction: 1,
            ]),
            locked
        ),
        Case(
            "an empty view taken as truth",
            without: .emptyViews,
            Bounds(chances: [.request: 1, .emptyView: 1]),
            locked
        ),
        Case(
            "a key published before it is kept",
            without: .durability,
            Bounds(chances: [.request: 1, .crash: 1]),
            locked
        ),
        Case(
            "group keys forgotten, then a value goes back",
            without: .memory,
            Bounds(chances: [.rekey: 1, .reseal: 1, .retire: 1, .valueRevert: 1]),
            locked
        ),
        Case(
            "lines of one cluster merged one by one",
            without: .neighbours,
            Bounds(chances: [.request: 1, .damage: 1]),
            locked
        ),
        Case(
            "a line taken out by hand, beside one that nobody proved",
            without: .sealingAnew,
            Bounds(chances: [.request: 1, .registryBackup: 1, .registryRestore: 1, .damage: 1]),
            locked
        ),
        Case(
            "a next key given up that alone opens a group",
            without: .abandonment,
            Bounds(chances: [
                .request: 1, .rekey: 1, .revert: 1, .forcedMerge: 2, .abandonment: 1,
            ]),
            locked
        ),
        Case(
            "an agent that uses a key which merely appears",
            without: .ownKeys,
            Bounds(chances: [.request: 1, .plant: 1]),
            "an outsider"
        ),
        Case(
            "a next key that nobody vouches for",
            without: .endorsements,
            Bounds(chances: [.request: 1, .intrusion: 1]),
            "an outsider"
        ),
        Case(
            "publications that nobody signed",
            without: .signatures,
            Bounds(chances: [.request: 1, .forgery: 1]),
            accused
        ),
        Case(
            "counters not looked at, after an old backup of etcd",
            without: [.counters, .numbering],
            Bounds(chances: [.request: 2, .agentBackup: 1, .agentRestore: 1]),
            "forgot what it had said"
        ),
        Case(
            "counters not looked at by CI, only by check",
            without: .counters,
            Bounds(chances: [.request: 2, .agentBackup: 1, .agentRestore: 1]),
            stuck
        ),
        Case(
            "a restored agent that counts on past what it forgot",
            without: .numbering,
            Bounds(chances: [.request: 2, .agentBackup: 1, .agentRestore: 1]),
            "forgot what it had said"
        ),
        Case(
            "an agent accused before it could see its promotion",
            without: .patience,
            Bounds(chances: [.request: 1]),
            accused
        ),
        Case(
            "a registry that went back, waited for in vain",
            without: .notice,
            Bounds(chances: [
                .request: 1, .registryBackup: 1, .registryRestore: 1, .destruction: 1,
            ]),
            stuck
        ),
        Case(
            "a key that was given up, taken again",
            without: [.freshKeys, .check],
            Bounds(chances: [.request: 1, .abandonment: 1]),
            accused
        ),
        Case(
            "an agent that proves now this line, now that",
            without: .steadyLines,
            Bounds(chances: [.request: 1, .rekey: 1, .damage: 1]),
            "more than"
        ),
        Case(
            "a cluster that leaves with the key of its group",
            without: .dueKeys,
            Bounds(clusters: 2, chances: [.removal: 1]),
            "which left"
        ),
        Case(
            "a value sealed on a branch from before the re-key",
            without: .newValues,
            Bounds(clusters: 2, chances: [.set: 1, .rekey: 1, .removal: 1]),
            "which left"
        ),
        Case(
            "proofs of the groups that were delivered, and of no others",
            without: [.proofsOfTip, .check],
            Bounds(groups: 2, drafts: 0, chances: [.request: 1, .partialView: 2]),
            locked
        ),
        Case(
            "group keys forgotten with a group that was not delivered",
            without: .missingGroups,
            Bounds(
                drafts: 0,
                chances: [.rekey: 1, .reseal: 1, .retire: 1, .valueRevert: 1, .partialView: 1]
            ),
            locked
        ),
        Case(
            "a promotion by a job that could not read the publication",
            without: .unread,
            Bounds(drafts: 0, chances: [.request: 1, .damage: 1]),
            locked
        ),
        Case(
            "a publication by a thief of a retired key",
            without: .retiredKeys,
            Bounds(drafts: 0, chances: [.request: 1, .theft: 1, .forgery: 1]),
            "an outsider"
        ),
        Case(
            "a next key in Git that a retired one vouches for",
            without: .retiredKeys,
            Bounds(drafts: 0, chances: [.request: 1, .theft: 1, .intrusion: 1]),
            "an outsider"
        ),
        Case(
            "a re-key on a stale branch, sealed to a key that a thief has",
            without: .check,
            Bounds(chances: [.request: 1, .rekey: 1, .theft: 1]),
            "a thief"
        ),
        Case(
            "two replicas that write over what the other one remembers",
            without: .preconditions,
            Bounds(drafts: 0, chances: [.request: 1, .stall: 1]),
            "two next keys"
        ),
    ]

    @Test(arguments: cases)
    func `without a guard there is a way to harm`(broken: Case) throws {
        let model = RotationModel(broken.bounds, without: broken.missing.union(.returning))
        let trace = try #require(Checker(model, limit: 20_000).run().counterexample)
        print("\(broken.name):\n\(trace)")
        #expect(trace.fault.contains(broken.fault), "\(trace)")
        let whole = Checker(RotationModel(broken.bounds, without: .returning)).run()
        #expect(whole.counterexample == nil, "it is not the guard that matters")
    }

    @Test func `an agent that returns to an older key by itself is accused after an old view`()
        throws
    {
        let bounds = Bounds(drafts: 0, chances: [.request: 1, .delay: 1, .partialView: 1])
        let trace = try #require(Checker(RotationModel(bounds)).run().counterexample)
        print("an old view:\n\(trace)")
        #expect(trace.fault.contains(Self.accused), "\(trace)")
        let whole = Checker(RotationModel(bounds, without: .returning)).run()
        #expect(whole.counterexample == nil)
    }

    /// What no guard bars: people have to know of it, so `docs/rotation.md` tells them.
    static let unguarded: [Case] = [
        Case(
            "an agent that comes back from a backup, to a registry as old as its memory",
            without: [],
            Bounds(
                drafts: 0,
                chances: [
                    .request: 1, .agentBackup: 1, .agentRestore: 1, .delay: 1, .partialView: 2,
                ]
            ),
            "forgot what it had said"
        ),
        Case(
            "a stolen key that is made the active one again",
            without: [],
            Bounds(
                drafts: 0,
                chances: [.request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1, .theft: 1]
            ),
            "a thief"
        ),
    ]

    @Test(arguments: unguarded)
    func `what rests on people is reachable`(unguarded: Case) throws {
        let model = RotationModel(unguarded.bounds, without: .returning)
        let trace = try #require(Checker(model).run().counterexample)
        print("\(unguarded.name):\n\(trace)")
        #expect(trace.fault.contains(unguarded.fault), "\(trace)")
    }

    /// What another guard catches when the first one is missing.
    static let covered: [Case] = [
        Case(
            "check catches a promotion by old proofs",
            without: .proofsOfTip,
            Bounds(chances: [.request: 1, .rekey: 1]),
            ""
        ),
        Case(
            "old keys open what check let through",
            without: .check,
            Bounds(chances: [.request: 1, .rekey: 1]),
            ""
        ),
        Case(
            "check catches a key that is taken twice",
            without: .freshKeys,
            Bounds(chances: [.request: 1, .abandonment: 1]),
            ""
        ),
        Case(
            "check catches a promotion by the proofs of the groups that were delivered",
            without: .proofsOfTip,
            Bounds(groups: 2, drafts: 0, chances: [.request: 1, .partialView: 2]),
            ""
        ),
    ]

    @Test(arguments: covered)
    func `another guard catches it`(covered: Case) {
        let model = RotationModel(covered.bounds, without: covered.missing.union(.returning))
        #expect(Checker(model).run().counterexample == nil)
    }
}
