import Testing

@testable import Reconciling

@Suite struct RandomWorldTests {
    @Test(arguments: 0..<8)
    func `whatever happens, nothing is done unasked, and in the end all is as it should be`(
        part: Int
    ) throws {
        for seed in 0..<20 {
            var world = try RandomWorld(UInt64(part * 1_000 + seed))
            for _ in 0..<120 { try world.happen() }
            try world.calm()
            try world.judge()
            guard world.failures.isEmpty else {
                let story = world.story.suffix(40).joined(separator: "\n")
                Issue.record("seed \(world.seed):\n\(story)\n\(world.failures)")
                return
            }
        }
    }

    @Test func `what may happen does happen`() throws {
        var seen: Set<String> = []
        for seed in 0..<100 {
            var world = try RandomWorld(UInt64(seed))
            for _ in 0..<120 { try world.happen() }
            try world.calm()
            try world.judge()
            seen.formUnion(world.seen)
        }
        let expected: Set = [
            "open ", "look ", "create Created", "create Healed", "apply Changed", "apply Healed",
            "apply Adopted", "apply Marked", "strip Changed", "strip Healed", "strip Adopted",
            "replace Changed", "replace Healed", "delete Pruned", "restart Restarted", "Applied",
            "Drifted", "NotLookedAt", "NotOwned", "Suspended",
        ]
        #expect(expected.subtracting(seen).isEmpty)
    }
}
