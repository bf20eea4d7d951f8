import Testing

/// The protocol as it is: nothing bad is reachable, and there is always a way on.
@Suite struct RotationModelTests {
    /// One bounded world, and what has to be reached in it so that its check says something.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bounds: Bounds
        let states: Int
        let milestones: Milestones

        init(_ name: String, _ bounds: Bounds, states: Int, _ milestones: Milestones) {
            self.name = name
            self.bounds = bounds
            self.states = states
            self.milestones = milestones
        }

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            "a rotation while a group is re-keyed, re-sealed and retired",
            Bounds(chances: [.request: 1, .rekey: 1, .set: 1, .reseal: 1, .retire: 1]),
            states: 6_000,
            [.promoted, .rekeyed]
        ),
        Case(
            "two stale branches at once",
            Bounds(drafts: 2, chances: [.request: 1, .rekey: 1, .reseal: 1]),
            states: 1_000,
            [.promoted, .rekeyed]
        ),
        Case(
            "two rotations in a row, and one given up",
            Bounds(chances: [.request: 2, .rekey: 1, .abandonment: 1]),
            states: 3_000,
            [.promotedTwice, .abandoned, .rekeyed]
        ),
        Case(
            "two groups",
            Bounds(groups: 2, chances: [.request: 1, .rekey: 2]),
            states: 1_000,
            [.promoted, .rekeyed]
        ),
        Case(
            "two clusters that rotate at once",
            Bounds(clusters: 2, rotating: 0..<2, chances: [.request: 2, .rekey: 1]),
            states: 20_000,
            [.bothPromoted, .rekeyed]
        ),
        Case(
            "lines damaged by merges by hand",
            Bounds(chances: [.request: 2, .rekey: 1, .damage: 2]),
            states: 3_000,
            [.promotedTwice, .rekeyed]
        ),
        Case(
            "old keys destroyed",
            Bounds(chances: [.request: 2, .rekey: 1, .destruction: 2]),
            states: 1_000,
            [.promotedTwice, .destroyed]
        ),
        Case(
            "crashes and views of nothing",
            Bounds(chances: [.request: 2, .rekey: 1, .crash: 2, .emptyView: 2]),
            states: 1_000,
            [.promotedTwice]
        ),
        Case(
            "promotions reverted and branches forced past check",
            Bounds(chances: [
                .request: 1, .rekey: 1, .revert: 1, .forcedMerge: 2, .destruction: 1, .damage: 1,
            ]),
            states: 9_000,
            [.promoted, .forced, .destroyed, .told]
        ),
        Case(
            "values reverted to a key that their group dropped",
            Bounds(chances: [
                .request: 1, .rekey: 1, .reseal: 1, .retire: 1, .valueRevert: 1, .destruction: 1,
            ]),
            states: 2_000,
            [.promoted, .forced, .destroyed]
        ),
        Case(
            "an old backup of the repository",
            Bounds(chances: [
                .request: 1, .rekey: 1, .registryBackup: 1, .registryRestore: 1, .destruction: 1,
            ]),
            states: 7_000,
            [.promoted, .forced, .destroyed, .told]
        ),
        Case(
            "an old backup of the repository and a bad merge",
            Bounds(
                drafts: 0,
                chances: [
                    .request: 1, .registryBackup: 1, .registryRestore: 1, .damage: 1,
                    .abandonment: 1,
                ]
            ),
            states: 300,
            [.promoted, .forced]
        ),
        Case(
            "an old backup of etcd",
            Bounds(chances: [
                .request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1, .destruction: 1,
            ]),
            states: 5_000,
            [.promoted, .restored, .destroyed, .told]
        ),
        Case(
            "an old backup of etcd, the publication kept elsewhere",
            Bounds(
                publishesElsewhere: true,
                chances: [.request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1]
            ),
            states: 4_500,
            [.promoted, .restored, .told]
        ),
        Case(
            "an old backup of etcd between two rotations",
            Bounds(chances: [.request: 2, .agentBackup: 1, .agentRestore: 1]),
            states: 2_000,
            [.promotedTwice, .restored, .told]
        ),
        Case(
            "old backups of both",
            Bounds(
                drafts: 0,
                chances: [
                    .request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1, .registryBackup: 1,
                    .registryRestore: 1,
                ]
            ),
            states: 10_000,
            [.promoted, .restored, .forced, .told]
        ),
        Case(
            "an outsider who writes publications",
            Bounds(chances: [.request: 1, .rekey: 1, .copy: 1, .replay: 1, .forgery: 1]),
            states: 9_000,
            [.promoted, .rekeyed]
        ),
        Case(
            "an outsider who writes Secrets and branches",
            Bounds(chances: [.request: 1, .rekey: 1, .plant: 1, .intrusion: 1]),
            states: 900,
            [.promoted, .rekeyed]
        ),
        Case(
            "an outsider's copy beside an old backup of etcd",
            Bounds(
                drafts: 0,
                chances: [
                    .request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1, .copy: 1, .replay: 1,
                ]
            ),
            states: 4_500,
            [.promoted, .restored, .told]
        ),
        Case(
            "a cluster leaves while another rotates",
            Bounds(clusters: 2, chances: [.request: 1, .rekey: 1, .removal: 1, .set: 1]),
            states: 5_000,
            [.promoted, .rekeyed, .left]
        ),
        Case(
            "a cluster leaves while it rotates",
            Bounds(
                clusters: 2,
                rotating: 1..<2,
                chances: [.request: 1, .rekey: 1, .removal: 1, .set: 1]
            ),
            states: 14_000,
            [.rekeyed, .left]
        ),
        Case(
            "a cluster is revoked while it rotates",
            Bounds(chances: [.request: 1, .rekey: 1, .revocation: 1]),
            states: 1_000,
            [.promoted, .rekeyed, .left]
        ),
        Case(
            "a registry that is delivered in parts",
            Bounds(chances: [.request: 1, .rekey: 1, .delay: 1, .partialView: 2]),
            states: 20_000,
            [.promoted, .rekeyed, .delayed]
        ),
        Case(
            "two groups that are delivered in parts",
            Bounds(
                groups: 2,
                drafts: 0,
                chances: [.request: 1, .rekey: 1, .delay: 1, .partialView: 2]
            ),
            states: 10_000,
            [.promoted, .rekeyed, .delayed]
        ),
        Case(
            "parts of a registry, two rotations and one given up",
            Bounds(drafts: 0, chances: [.request: 2, .abandonment: 1, .delay: 1, .partialView: 2]),
            states: 5_000,
            [.promotedTwice, .abandoned, .delayed]
        ),
        Case(
            "parts of a registry, and values that go back",
            Bounds(
                drafts: 0,
                chances: [
                    .rekey: 1, .reseal: 1, .retire: 1, .valueRevert: 1, .delay: 1, .partialView: 2,
                ]
            ),
            states: 60,
            [.rekeyed, .delayed]
        ),
        Case(
            "parts of a registry after an old backup of etcd",
            Bounds(
                drafts: 0,
                chances: [
                    .request: 1, .agentBackup: 1, .agentRestore: 1, .delay: 1, .partialView: 1,
                ]
            ),
            states: 100,
            [.promoted, .restored, .delayed]
        ),
        Case(
            "jobs that read what one cluster publishes, or both",
            Bounds(
                clusters: 2,
                drafts: 0,
                rotating: 0..<2,
                jointly: true,
                chances: [.request: 2, .rekey: 1]
            ),
            states: 100,
            [.bothPromoted]
        ),
        Case(
            "a thief of a retired key",
            Bounds(chances: [.request: 1, .rekey: 1, .reseal: 1, .theft: 1]),
            states: 100,
            [.promoted, .rekeyed, .robbed, .spared]
        ),
        Case(
            "a thief of a retired key who writes publications and branches",
            Bounds(
                drafts: 0,
                chances: [.request: 2, .rekey: 1, .set: 1, .theft: 1, .forgery: 1, .intrusion: 1]
            ),
            states: 100,
            [.promoted, .rekeyed, .robbed, .spared]
        ),
        Case(
            "a thief of a key that was revoked",
            Bounds(chances: [.request: 1, .rekey: 1, .reseal: 1, .revocation: 1, .theft: 1]),
            states: 5_000,
            [.promoted, .rekeyed, .left, .robbed, .spared]
        ),
        Case(
            "a replica that is deposed amid its work",
            Bounds(drafts: 0, chances: [.request: 2, .rekey: 1, .abandonment: 1, .stall: 2]),
            states: 15_000,
            [.promoted, .rekeyed, .abandoned, .overtaken]
        ),
    ]

    @Test(arguments: cases)
    func `nobody is locked out, let in or kept waiting`(world: Case) {
        // Whether agents return to older keys by themselves, or by a person's `rotate --restore`, is a
        // matter of convenience.
        let mayReturn = world.milestones.contains(.forced)
        for missing in mayReturn ? [.returning, Guards()] : [.returning] {
            let outcome = Checker(RotationModel(world.bounds, without: missing)).run()
            let trace = outcome.counterexample
            #expect(trace == nil, "\(trace.map { "\($0)" } ?? "")")
            #expect(outcome.states >= world.states)
            #expect(outcome.milestones.isSuperset(of: world.milestones))
            print("\(world.name): \(outcome.states) states, \(outcome.steps) steps")
        }
    }
}
