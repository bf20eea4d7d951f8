import ClusterSupport
import Foundation
import Testing
import Threads
import Waiting

/// Tells tasks that something is over.
private final class Moment: Sendable {
    private let state = Locked(false)

    var hasCome: Bool { state.withLock { $0 } }

    func come() { state.withLock { $0 = true } }
}

/// All that happens to a fleet, at the same time.
@Suite struct FleetLifeTests {
    private static let names = (1...5).map { "c\($0)" }

    /// Seals a new value for all clusters again and again until it is told to end; gives the last one,
    /// and how many there were.
    private func changeValues(_ fleet: GrowingFleet, until end: Moment)
        async throws -> (last: String, count: Int)
    {
        var round = 0
        var last = "first"
        var count = 0
        while !end.hasCome {
            round += 1
            let begin = ContinuousClock.now
            let result = try await fleet.tryRun(
                """
                git fetch -q origin && git reset -q --hard origin/main
                for name in \(Self.names.joined(separator: " ")); do
                    printf round-\(round) | fleetseal set app-$name/db shared --for all-apps --stdin
                done
                git commit -qam 'Round \(round)'
                git push -q origin HEAD:main
                """,
                in: "people"
            )
            if result.status == 0 {
                last = "round-\(round)"
                count += 1
            }
            // On a slow machine CI takes long, too, and would lose every race.
            try await Task.sleep(for: max(.seconds(1), begin.duration(to: .now) * 2))
        }
        return (last, count)
    }

    /// What CI runs: until every cluster has been through all steps.
    private func rotate(_ fleet: GrowingFleet) async throws {
        var left = Self.names
        let end = ContinuousClock.now + .seconds(900)
        while !left.isEmpty {
            guard ContinuousClock.now < end else { throw Failure("still to be rotated: \(left)") }
            let clusters = left.map { "--cluster \($0)" }.joined(separator: " ")
            let said = try await fleet.tryRun(
                """
                git fetch -q origin && git reset -q --hard origin/main
                fleetseal rotate \(clusters) --older-than 0d --from-ref origin --commit --push
                """,
                in: "ci"
            )
            // Losing every race is no fault: it is run again.
            let lostAll = said.error.contains("somebody else was faster")
            #expect(said.status == 0 || lostAll, "\(said.output)\(said.error)")
            if said.status == 0 {
                left.removeAll { said.output.contains("\($0)  promoted") }
            }
        }
    }

    @Test(.timeLimit(.minutes(20)))
    func `every key is replaced while values change and an agent comes and goes`() async throws {
        try await GrowingFleet.with { fleet in
            for name in Self.names { try await fleet.add(name) }
            for name in Self.names {
                try await until("\(name) has its values") {
                    try await fleet.values(name) == ["own": "own-\(name)", "shared": "first"]
                }
            }
            let end = Moment()
            async let changes = changeValues(fleet, until: end)
            async let restarts = comeAndGo(fleet, "c5", until: end)
            do {
                try await rotate(fleet)
            } catch {
                end.come()
                throw error
            }
            end.come()
            let (value, count) = try await changes
            #expect(count >= 2, "values changed \(count) times")
            #expect(try await restarts >= 1)
            try await expect(fleet, Self.names, shared: value)

            // A group gets a new key, and the values move to it.
            try await fleet.run(
                """
                git fetch -q origin && git reset -q --hard origin/main
                fleetseal group rekey all-apps --commit --push
                fleetseal reseal --commit --push
                fleetseal rotate --groups --commit --push
                fleetseal check
                printf after | fleetseal set app-c1/db shared --for all-apps --stdin
                git commit -qam after && git push -q origin HEAD
                """
            )
            try await expect(fleet, ["c1"], shared: "after")
            try await expect(fleet, ["c2", "c3", "c4", "c5"], shared: value)

            // One comes, one goes.
            try await fleet.add("c6")
            try await expect(fleet, ["c6"], shared: "first")
            let exposure = try await fleet.run("fleetseal cluster remove c2 --commit --push")
            #expect(exposure.contains("app-c3/db"), "\(exposure)")
            #expect(exposure.contains("app-c2/db"), "\(exposure)")
            try await fleet.run(
                """
                printf last | fleetseal set app-c3/db shared --for all-apps --stdin
                git commit -qam last && git push -q origin HEAD
                fleetseal check
                """
            )
            try await expect(fleet, ["c3"], shared: "last")
            // At no moment did an agent meet a value that it should have and could not open.
            for (name, log) in fleet.printed where name != "c2" {
                let lines = log.split(separator: "\n")
                #expect(
                    !lines.contains { $0.contains("needs attention") },
                    "\(name): \(log.suffix(2_000))"
                )
                #expect(
                    !lines.contains { $0.contains("not usable") },
                    "\(name): \(log.suffix(2_000))"
                )
            }
        }
    }

    /// Has an agent down about half of the time, from the first moment on; says how often it was.
    ///
    /// Killed, it leaves a Lease that lasts ten seconds.
    private func comeAndGo(
        _ fleet: GrowingFleet,
        _ name: String,
        until end: Moment
    ) async throws -> Int {
        var times = 0
        while !end.hasCome {
            await fleet.kill(name)
            times += 1
            try await Task.sleep(for: .seconds(15))
            try await fleet.start(name)
            try await Task.sleep(for: .seconds(20))
        }
        return times
    }

    private func expect(_ fleet: GrowingFleet, _ names: [String], shared: String) async throws {
        for name in names {
            try await until("\(name) has \(shared)") {
                try await fleet.values(name) == ["own": "own-\(name)", "shared": shared]
            }
        }
    }
}
