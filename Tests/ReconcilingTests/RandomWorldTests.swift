import Testing

@testable import Reconciling

@Suite struct RandomWorldTests {
    @Test func `whatever happens, nothing is done unasked, and in the end all is as it should be`()
        throws
    {
        var seen: Set<String> = []
        for seed in 0..<100 {
            var world = try RandomWorld(UInt64(seed))
            for _ in 0..<120 { try world.happen() }
            try world.calm()
            try world.judge()
            seen.formUnion(world.seen)
            guard world.failures.isEmpty else {
                let story = world.story.suffix(40).joined(separator: "\n")
                Issue.record("seed \(world.seed):\n\(story)\n\(world.failures)")
                return
            }
        }
        // What the worlds are for does happen in them.
        let expected: Set = [
            "open ", "look ", "create Created", "create Healed", "update Changed", "update Healed",
            "update Marked", "strip Adopted", "adopt Adopted", "replace Changed", "replace Healed",
            "delete Pruned", "restart Restarted", "Applied",
            "Drifted", "NotLookedAt", "NotOwned", "Suspended",
        ]
        #expect(expected.subtracting(seen).isEmpty)
    }
}
