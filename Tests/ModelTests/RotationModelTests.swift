import Testing

@Suite struct RotationModelTests {
    static let cases: [(String, Bounds)] = [
        ("plain", Bounds(chances: [.request: 1, .rekey: 1, .set: 1])),
        ("plain2", Bounds(drafts: 2, chances: [.request: 1, .rekey: 1])),
        ("two rotations", Bounds(chances: [.request: 2, .rekey: 1])),
        ("abandon", Bounds(chances: [.request: 2, .rekey: 1, .abandonment: 1])),
        ("damage", Bounds(chances: [.request: 1, .rekey: 1, .damage: 1])),
        ("destroy", Bounds(chances: [.request: 1, .rekey: 1, .destruction: 1])),
        ("destroy2", Bounds(chances: [.request: 2, .destruction: 1])),
        ("registry backup", Bounds(chances: [.request: 1, .rekey: 1, .registryBackup: 1, .registryRestore: 1])),
        ("registry backup destroy", Bounds(chances: [.request: 1, .rekey: 1, .registryBackup: 1, .registryRestore: 1, .destruction: 1])),
        ("revert", Bounds(chances: [.request: 1, .rekey: 1, .revert: 1, .forcedMerge: 1])),
        ("forced", Bounds(chances: [.request: 1, .rekey: 1, .forcedMerge: 1])),
        ("etcd", Bounds(chances: [.request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1])),
        ("etcd replay", Bounds(drafts: 0, chances: [.request: 1, .rekey: 1, .agentBackup: 1, .agentRestore: 1, .copy: 1, .replay: 1])),
        ("outsider", Bounds(chances: [.request: 1, .copy: 1, .replay: 1, .forgery: 1, .plant: 1, .intrusion: 1, .emptyView: 1])),
        ("removal", Bounds(clusters: 2, drafts: 1, chances: [.request: 1, .rekey: 1, .removal: 1])),
        ("revoke", Bounds(clusters: 1, drafts: 1, chances: [.request: 1, .rekey: 1, .revocation: 1])),
        ("two groups", Bounds(groups: 2, drafts: 1, chances: [.request: 1, .rekey: 1])),
        ("two clusters", Bounds(clusters: 2, drafts: 0, chances: [.request: 2, .rekey: 1])),
    ]
    @Test(arguments: cases) func `probe`(name: String, bounds: Bounds) {
        let start = ContinuousClock.now
        let outcome = Checker(RotationModel(bounds), limit: 100_000).run()
        print("##", name, outcome.states, outcome.steps, outcome.depth, ContinuousClock.now - start)
        if let trace = outcome.counterexample { print("## \(name)\n\(trace)") }
        #expect(outcome.counterexample == nil)
    }
}
