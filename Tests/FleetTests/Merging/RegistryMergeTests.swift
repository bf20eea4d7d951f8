import Documents
import Sealing
import Testing
import YAML

@testable import Fleet

/// Files of a real registry, changed on two branches.
@Suite struct RegistryMergeTests {
    private static let group = "keys/groups/production.yaml"

    private let fleet: TestFleet
    private let base: [UInt8]

    init() throws {
        fleet = try TestFleet()
        base = try fleet.bytes(Self.group)
    }

    /// The group's file after a change, which is then taken back.
    private func version(_ change: () throws -> Void) throws -> [UInt8] {
        let (files, pin) = (fleet.files, fleet.pin)
        try change()
        let changed = try fleet.bytes(Self.group)
        for path in fleet.files.keys where files[path] == nil { try fleet.remove(path) }
        for (path, bytes) in files { try fleet.put(path, bytes) }
        fleet.pin = pin
        return changed
    }

    private func adding(_ name: String) throws -> [UInt8] {
        try version {
            try fleet.change { editor in
                _ = try editor.addCluster(
                    name,
                    labels: [("env", "production")],
                    key: PrivateKey.random().publicKey
                )
            }
        }
    }

    private func merge(_ ours: [UInt8], _ theirs: [UInt8]) -> MergeOutcome {
        DocumentMerge(path: Self.group, base: base, ours: ours, theirs: theirs).outcome()
    }

    private func members(_ bytes: [UInt8]) throws -> [String] {
        let group = try DocumentFile.group(bytes, at: Self.group)
        return try #require(group.activeKey).sealedTo.map(\.text)
    }

    @Test(arguments: [("asia", "brazil"), ("brazil", "asia"), ("zoo", "asia")])
    func `lines that both sides added stand in order`(ours: String, theirs: String) throws {
        let (one, two) = (try adding(ours), try adding(theirs))
        let outcome = merge(one, two)
        #expect(outcome.conflicts.isEmpty)
        let lines = try members(outcome.bytes)
        #expect(Set(lines) == Set(try members(one)).union(try members(two)))
        #expect(lines == lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test func `a signed change comes whole, with the other side's lines`() throws {
        let rekeyed = try version { try fleet.change { _ = try $0.rekey("production") } }
        let added = try adding("asia")
        for (ours, theirs) in [(rekeyed, added), (added, rekeyed)] {
            let outcome = merge(ours, theirs)
            #expect(outcome.conflicts.isEmpty)
            try fleet.put(Self.group, outcome.bytes)
            try fleet.read { registry in
                let group = try registry.group("production")
                #expect(group.keys.count == 2)
                #expect(group.keys.flatMap(\.sealedTo).contains { $0.member == .cluster("asia") })
            }
            try fleet.put(Self.group, base)
            fleet.pin.epochs = [:]
        }
    }

    @Test func `two signed changes of one document conflict, and say so`() throws {
        let one = try version { try fleet.change { _ = try $0.rekey("production") } }
        let two = try version { try fleet.change { _ = try $0.rekey("production") } }
        let outcome = merge(one, two)
        let message = outcome.conflicts.first?.message ?? ""
        #expect(message.hasPrefix("FleetGroup production: both sides changed it under a signature"))
        #expect(String(decoding: outcome.bytes, as: UTF8.self).contains("\n<<<<<<< ours\n"))
    }

    @Test func `nobody whom one side took out comes back with the other side's line`() throws {
        let removed = try version { try fleet.change { _ = try $0.removeCluster("us") } }
        let text = String(decoding: base, as: UTF8.self)
        let line = try #require(try members(base).first { $0.hasPrefix("cluster.us/") })
        let value = try #require(
            try DocumentFile.group(base, at: Self.group).activeKey?.sealedTo.first
        )
        let added = text.replacing(
            "      \(line):",
            with: "      cluster.us/kaaaaaaaaaaa: \(value.sealed.text)\n      \(line):"
        )
        #expect(added != text)
        let outcome = merge(removed, Array(added.utf8))
        #expect(outcome.conflicts.contains { $0.message.contains("cluster.us") })
    }

    /// A promotion takes out the line for the old key because that for the next one was proven.
    @Test func `a line that changed is not left alone by the other side's promotion`() throws {
        let text = String(decoding: base, as: UTF8.self)
        let line = try #require(try members(base).first { $0.hasPrefix("cluster.us/") })
        let lines = try #require(try DocumentFile.group(base, at: Self.group).activeKey?.sealedTo)
        let old = try #require(lines.first { $0.text == line })
        let other = try #require(lines.first { $0.text != line })
        let versions = [
            "\(line): \(old.sealed.text)\n      cluster.us/kzzzzzzzzzzz: \(old.sealed.text)",
            "cluster.us/kzzzzzzzzzzz: \(old.sealed.text)",
            "\(line): \(old.sealed.text)\n      cluster.us/kzzzzzzzzzzz: \(other.sealed.text)",
        ].map { Array(text.replacing("\(line): \(old.sealed.text)", with: $0).utf8) }
        let (both, promoted, changed) = (versions[0], versions[1], versions[2])
        #expect(both != base)
        for (ours, theirs) in [(promoted, changed), (changed, promoted)] {
            let merge = DocumentMerge(path: Self.group, base: both, ours: ours, theirs: theirs)
            let conflicts = merge.outcome().conflicts
            #expect(conflicts.contains { $0.message.contains("changed its line cluster.us/kz") })
        }
        // Who knows of the promotion may change what is left.
        let later = String(decoding: promoted, as: UTF8.self)
            .replacing(
                "kzzzzzzzzzzz: \(old.sealed.text)",
                with: "kzzzzzzzzzzz: \(other.sealed.text)"
            )
        let merge = DocumentMerge(
            path: Self.group,
            base: both,
            ours: promoted,
            theirs: Array(later.utf8)
        )
        #expect(merge.outcome().conflicts.isEmpty)
    }

    @Test func `a file that both sides leave alone but for one is that one's`() throws {
        let added = try adding("asia")
        #expect(merge(base, added) == MergeOutcome(bytes: added, conflicts: []))
        #expect(merge(added, base) == MergeOutcome(bytes: added, conflicts: []))
    }
}
