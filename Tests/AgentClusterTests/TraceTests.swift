import ClusterSupport
import Foundation
import Testing

/// Orders of events in which a rotation could lock a cluster out: those that the model of the protocol
/// finds where a rule is missing, played with the real programs.
///
/// Agents look once where the order says so, and at no other time.
@Suite struct TraceTests {
    /// The agent of `eu` looks, delivers everything, and has this value.
    private func look(_ fleet: ReferenceFleet, finds value: String) async throws {
        let done = try await fleet.once("eu")
        #expect(done.status == 0, "\(done.output)\(done.error)")
        #expect(fleet.value("eu") == value)
    }

    /// CI's job runs, and lets the registry land.
    private func rotate(_ fleet: ReferenceFleet, _ more: String = "") async throws -> String {
        let said = try await fleet.rotate("--cluster eu --commit --push \(more)")
        return said.output + said.error
    }

    /// The steps up to the promotion, and the agent follows.
    private func promote(_ fleet: ReferenceFleet, finds value: String = "first") async throws {
        for step in ["asked", "taken", "promoted"] {
            #expect(try await rotate(fleet).contains("eu  \(step)"))
            try await look(fleet, finds: value)
        }
    }

    private let newest = "git fetch -q origin && git reset -q --hard origin/main"

    @Test func `proofs of before a re-key promote nothing`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet).contains("eu  asked"))
            try await look(fleet, finds: "first")
            // The agent has proven all keys that there were. Now there is one more.
            try await fleet.run(
                "\(newest); fleetseal group rekey all-apps --commit && git push -q origin HEAD:main"
            )
            let said = try await rotate(fleet)
            #expect(said.contains("eu  waiting"), "\(said)")
            try await fleet.set("second")
            try await look(fleet, finds: "second")
            #expect(try await rotate(fleet).contains("eu  taken"))
            #expect(try await rotate(fleet).contains("eu  promoted"))
            try await look(fleet, finds: "second")
            try await fleet.run("\(newest); fleetseal check")
        }
    }

    @Test func `a promotion is reverted after the old key was destroyed`() async throws {
        try await ReferenceFleet.with { fleet in
            try await look(fleet, finds: "first")
            try await promote(fleet)
            try await fleet.destroyFirstKey("eu")
            try await look(fleet, finds: "first")
            try await fleet.run(
                """
                \(newest)
                git revert --no-edit HEAD
                git push -q origin HEAD:main
                """
            )
            let checked = try await fleet.tryRun("\(newest); fleetseal check --base HEAD~1")
            #expect(checked.status == 3)
            #expect(checked.output.contains("[base-key-state-back]"), "\(checked.output)")
            try await fleet.set("second")
            try await look(fleet, finds: "second")
            let said = try await rotate(fleet)
            #expect(said.contains("eu  refused"), "\(said)")
            #expect(try await rotate(fleet, "--restore").contains("eu  restored"))
            try await look(fleet, finds: "second")
            try await fleet.run("\(newest); fleetseal check")
        }
    }

    @Test func `a re-key on a branch of before a promotion lands after it`() async throws {
        try await ReferenceFleet.with { fleet in
            try await look(fleet, finds: "first")
            try await fleet.run(
                """
                \(newest)
                git switch -q -c stale
                fleetseal group rekey all-apps --commit
                printf second | fleetseal set app/db shared --for all-apps --stdin
                git commit -qam 'Set a value on the branch'
                git switch -q main
                """
            )
            try await promote(fleet)
            try await fleet.run("\(newest); git merge -q --no-edit stale")
            let checked = try await fleet.tryRun("fleetseal check --base origin/main")
            #expect(checked.status == 3)
            #expect(checked.output.contains("[line-missing]"), "\(checked.output)")
            // Somebody lets it land all the same: the agent has kept its old key.
            try await fleet.run("git push -q origin HEAD:main")
            try await look(fleet, finds: "second")
            // A rotation puts it right, or somebody who opens the group: fleetseal group sync.
            try await promote(fleet, finds: "second")
            try await fleet.destroyFirstKey("eu")
            try await fleet.set("third")
            try await look(fleet, finds: "third")
            try await fleet.run("\(newest); fleetseal check")
        }
    }

    @Test func `the agent sees an empty repository amid its rotation`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await rotate(fleet).contains("eu  asked"))
            try await look(fleet, finds: "first")
            try await fleet.run(
                """
                \(newest)
                git rm -qr keys secrets fleetseal.yaml
                git commit -qm 'Remove everything' && git push -q origin HEAD:main
                """
            )
            let done = try await fleet.once("eu")
            #expect(done.status != 0)
            #expect(fleet.value("eu") == "first")
            try await fleet.run("git revert --no-edit HEAD && git push -q origin HEAD:main")
            try await look(fleet, finds: "first")
            #expect(try await rotate(fleet).contains("eu  taken"))
            #expect(try await rotate(fleet).contains("eu  promoted"))
            try await fleet.set("second")
            try await look(fleet, finds: "second")
        }
    }

    @Test func `the agent's state comes back from a backup of before its rotation`() async throws {
        try await ReferenceFleet.with { fleet in
            try await look(fleet, finds: "first")
            try await fleet.run("cp -a \"$HOME/state-eu\" \"$HOME/backup\"")
            try await promote(fleet)
            try await fleet.run("rm -r \"$HOME/state-eu\"; mv \"$HOME/backup\" \"$HOME/state-eu\"")
            // Nothing is sealed to the key that it has, but it remembers the keys of its groups.
            try await look(fleet, finds: "first")
            let said = try await rotate(fleet)
            #expect(said.contains("eu  refused"), "\(said)")
            #expect(said.contains("rotate --restore"), "\(said)")
            #expect(try await rotate(fleet, "--restore").contains("eu  restored"))
            try await fleet.set("second")
            try await look(fleet, finds: "second")
        }
    }
}
