import ClusterSupport
import Foundation
import Testing

/// What people, or the agent's own settings, decide about a rotation, with the real programs.
@Suite struct RotationChoiceTests {
    private func look(
        _ fleet: ReferenceFleet,
        _ more: [String] = [],
        _ environment: [String: String] = [:]
    ) async throws {
        let done = try await fleet.once("eu", ["--publish-ref"] + more, environment)
        #expect(done.status == 0, "\(done.output)\(done.error)")
    }

    /// CI's job runs, and lets the registry land.
    private func rotate(
        _ fleet: ReferenceFleet,
        _ more: String = "",
        olderThan age: String = "0d"
    ) async throws -> String {
        let said = try await fleet.rotate("--cluster eu --commit --push \(more)", olderThan: age)
        return said.output + said.error
    }

    private func isOffered(_ fleet: ReferenceFleet) async throws -> Bool {
        try await fleet.published("eu")?.contains("\nnext ") ?? false
    }

    /// The key that the registry lists in this state.
    private func key(_ fleet: ReferenceFleet, _ state: String) async throws -> String? {
        let text = try await fleet.run("git show origin/main:keys/clusters/eu.yaml", in: "ci")
        return text.split(separator: "\n").first { $0.contains("state: \(state)") }
            .map { String($0.trimmingPrefix { $0 != "k" }.prefix(12)) }
    }

    private let newest = "git fetch -q origin && git reset -q --hard origin/main"

    @Test func `a key older than the agent's period is followed unasked`() async throws {
        try await ReferenceFleet.with { fleet in
            let clock = try await FalseClock()
            let period = ["--key-rotation-period", "20d"]
            try clock.move(by: 19 * 86_400)
            try await look(fleet, period, clock.environment)
            #expect(try await !isOffered(fleet))
            try clock.move(by: 22 * 86_400)
            try await look(fleet, period, clock.environment)
            #expect(try await isOffered(fleet))
            // CI asks for nothing: no key is a year old.
            #expect(try await rotate(fleet, olderThan: "365d").contains("eu  taken"))
            #expect(try await rotate(fleet, olderThan: "365d").contains("eu  promoted"))
            try await look(fleet, period)
            #expect(try await !isOffered(fleet))
            try await fleet.run("\(newest); fleetseal check")
        }
    }

    @Test func `a key that was taken is given up, and another one follows`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet, "--abandon").contains("eu  idle"))
            #expect(try await rotate(fleet).contains("eu  asked"))
            try await look(fleet)
            #expect(try await rotate(fleet).contains("eu  taken"))
            let (active, given) = (try await key(fleet, "active"), try await key(fleet, "next"))
            #expect(given != nil)
            #expect(try await rotate(fleet, "--abandon").contains("eu  abandoned"))
            #expect(try await key(fleet, "retired") == given)
            try await look(fleet)
            #expect(try await !isOffered(fleet))
            for step in ["asked", "taken", "promoted"] {
                #expect(try await rotate(fleet).contains("eu  \(step)"))
                try await look(fleet)
            }
            let now = try await key(fleet, "active")
            #expect(now != active && now != given && now != nil)
            try await fleet.run("\(newest); fleetseal check")
        }
    }

    @Test func `a key without which a group stays shut is not given up`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet).contains("eu  asked"))
            try await look(fleet)
            #expect(try await rotate(fleet).contains("eu  taken"))
            let active = try #require(try await key(fleet, "active"))
            // No signature covers the lines.
            try await fleet.run(
                """
                \(newest)
                sed -i '/cluster.eu\\/\(active)/d' keys/groups/all-apps.yaml
                git commit -qam 'Lose a line' && git push -q origin HEAD:main
                """
            )
            let said = try await fleet.rotate("--cluster eu --abandon --commit --push")
            #expect(said.status == 1)
            #expect(
                (said.output + said.error).contains("of all-apps is not sealed to its active key")
            )
            #expect(try await key(fleet, "next") != nil)
        }
    }

    @Test func `the files of older keys may go, and what they opened still opens`() async throws {
        try await ReferenceFleet.with { fleet in
            // Its group key is in no registry any more, when the cluster gets its other keys.
            try await look(fleet)
            let early = try await fleet.run("git rev-parse HEAD")
            try await fleet.run(
                """
                fleetseal group rekey all-apps && fleetseal reseal
                git commit -qam 'Seal anew' && git push -q origin HEAD:main
                fleetseal group retire all-apps
                git commit -qam 'Retire' && git push -q origin HEAD:main
                """
            )
            for _ in 1...2 {
                for step in ["asked", "taken", "promoted"] {
                    #expect(try await rotate(fleet).contains("eu  \(step)"))
                    try await look(fleet)
                }
            }
            let now = try #require(try await key(fleet, "active"))
            let files = try await fleet.run("ls \"$HOME\"/state-eu/*.key | grep -v \(now)")
            #expect(files.split(separator: "\n").count == 1)
            try await fleet.run("rm \(files)")
            // What stands for the first one is the file of the active one.
            try await fleet.run("cp \"$HOME\"/state-eu/\(now).key \"$HOME\"/eu.key")
            try await fleet.run(
                """
                \(newest)
                git checkout -q \(early.trimmingCharacters(in: .newlines)) -- secrets
                git commit -qm 'Go back' && git push -q origin HEAD:main
                """
            )
            try await fleet.run("rm -r \"$HOME\"/out-eu")
            try await look(fleet)
            #expect(fleet.value("eu") == "first")
            let said = try #require(try await fleet.published("eu"))
            #expect(!said.contains("\nopens "), "\(said)")
        }
    }

    @Test func `a start amid a rotation says nothing anew`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet).contains("eu  asked"))
            try await look(fleet)
            let before = try #require(try await fleet.published("eu"))
            #expect(before.contains("\nline "))
            try await look(fleet)
            #expect(try await fleet.published("eu") == before)
        }
    }

    @Test func `where nothing can be read nobody is told that nothing is due`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet).contains("eu  asked"))
            let places = "--from none --context nowhere --kubeconfig none"
            let said = try await fleet.tryRun(
                "\(newest); fleetseal rotate --all --older-than 0d \(places)"
            )
            #expect(said.status == 3)
            #expect(
                said.output.contains(
                    "eu  waiting  waits: nothing that its agent publishes was found"
                )
            )
            #expect(said.error.contains("none: not found"), "\(said.error)")
            let both = try await fleet.tryRun("fleetseal rotate --all --abandon --restore")
            #expect(both.status == 2 && both.error.contains("exclude each other"))
        }
    }

    @Test func `who waits in vain is told so by the exit status`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet).contains("eu  asked"))
            let said = try await fleet.rotate("--cluster eu --commit --push --wait 1s")
            #expect(said.status == 3)
            #expect(said.output.contains("eu  waiting"), "\(said.output)\(said.error)")
            try await look(fleet)
            let next = try await fleet.rotate("--cluster eu --commit --push --wait 2m")
            #expect(next.status == 0, "\(next.output)\(next.error)")
            #expect(next.output.contains("eu  promoted"))
        }
    }

    @Test func `an agent that has lost its memory is believed when a person says so`() async throws
    {
        try await ReferenceFleet.with { fleet in
            for step in ["asked", "taken", "promoted"] {
                #expect(try await rotate(fleet).contains("eu  \(step)"))
                try await look(fleet)
            }
            let active = try #require(try await key(fleet, "active"))
            try await fleet.run(
                "mv -f \"$HOME/state-eu/\(active).key\" \"$HOME/eu.key\"; rm -r \"$HOME/state-eu\""
            )
            try await look(fleet)
            let refused = try await fleet.rotate("--cluster eu --commit --push")
            #expect(refused.status == 1)
            #expect((refused.output + refused.error).contains("--new-instance"))
            #expect(try await rotate(fleet, "--new-instance").contains("eu  taken"))
            let checked = try await fleet.tryRun("\(newest); fleetseal check --base HEAD~1")
            #expect(checked.output.contains("[base-publication-lower]"), "\(checked.output)")
            let meant = "--allow base-publication-lower:keys/clusters/eu.yaml"
            try await fleet.run("fleetseal check --base HEAD~1 \(meant)")
            let other = try await fleet.tryRun(
                "fleetseal check --base HEAD~1 \(meant.replacing("eu.yaml", with: "us.yaml"))"
            )
            #expect(other.status == 3)
            let wrong = try await fleet.tryRun("fleetseal check --allow line-missing:keys")
            #expect(wrong.status == 2 && wrong.error.contains("begin with base-"))
            for step in ["asked", "taken", "promoted"] {
                #expect(try await rotate(fleet).contains("eu  \(step)"))
                try await look(fleet)
            }
            #expect(fleet.value("eu") == "first")
            try await fleet.run("\(newest); fleetseal check")
        }
    }
}
