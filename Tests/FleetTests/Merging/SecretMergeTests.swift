import Documents
import Sealing
import Testing

@testable import Fleet

/// One rule of merging secrets a test.
@Suite struct SecretMergeTests {
    private let seals = MergeSeals()
    private let base: MergeModel

    init() {
        var base = MergeModel(layers: [])
        for (group, key) in [(1, "alpha"), (1, "beta"), (3, "alpha")] {
            base = base.applying(.set(group, key, seals.value(group, key)))
        }
        self.base = base
    }

    private func merge(
        _ ours: MergeModel,
        _ theirs: MergeModel,
        knowledge: MergeKnowledge? = nil
    ) -> MergeOutcome {
        merge(base.text, ours.text, theirs.text, knowledge: knowledge)
    }

    private func merge(
        _ base: [UInt8],
        _ ours: [UInt8],
        _ theirs: [UInt8],
        path: String = MergeModel.path,
        knowledge: MergeKnowledge? = nil
    ) -> MergeOutcome {
        DocumentMerge(
            path: path,
            base: base,
            ours: ours,
            theirs: theirs,
            knowledge: knowledge ?? seals.knowledge()
        ).outcome()
    }

    private func set(_ group: Int, _ key: String) -> MergeModel {
        base.applying(.set(group, key, seals.value(group, key)))
    }

    private func resealed(newer: Bool) throws -> MergeModel {
        let old = try #require(base.value(1, "alpha"))
        return base.applying(.reseal(1, "alpha", try seals.again(old, 1, "alpha", newer: newer)))
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `two changed values are marked with their versions, and nothing else is`() throws {
        let ours = set(1, "alpha").applying(.set(3, "beta", seals.value(3, "beta")))
        let theirs = set(1, "alpha").applying(.set(3, "gamma", seals.value(3, "gamma")))
        let outcome = merge(ours, theirs)
        #expect(outcome.conflicts.count == 1)
        #expect(outcome.conflicts[0].message.hasPrefix("alpha for g1: both sides changed it"))
        let lines = text(outcome.bytes).split(separator: "\n")
        let start = try #require(
            lines.firstIndex { $0.hasPrefix("<<<<<<< ours: alpha for g1 is v") }
        )
        #expect(lines[start + 1] == "        " + (ours.value(1, "alpha") ?? ""))
        #expect(lines[start + 2] == "=======")
        #expect(lines[start + 3] == "        " + (theirs.value(1, "alpha") ?? ""))
        #expect(lines[start + 4].hasPrefix(">>>>>>> theirs: alpha for g1 is v"))
        #expect(lines.filter { $0.hasPrefix("<<<<<<<") }.count == 1)
        // Either side of the marks is a document with everything else of both.
        for kept in [start + 1, start + 3] {
            let chosen = lines.indices.filter { $0 < start || $0 > start + 4 || $0 == kept }
            let meaning = try MergeModel.meaning(
                of: Array((chosen.map { String(lines[$0]) }.joined(separator: "\n") + "\n").utf8)
            )
            #expect(meaning[1].contains("beta=") && meaning[1].contains("gamma="))
        }
    }

    @Test func `with an identity the side that changed nothing yields`() throws {
        let (ours, theirs) = (set(1, "alpha"), set(1, "alpha"))
        let values = try [base, ours, theirs].map { try #require($0.value(1, "alpha")) }
        for (pair, winner) in [([0, 1], theirs), ([0, 2], ours), ([1, 2], ours)] {
            let knowledge = seals.knowledge { one, two in
                one == values[pair[0]] && two == values[pair[1]]
            }
            let outcome = merge(ours, theirs, knowledge: knowledge)
            #expect(outcome.conflicts.isEmpty)
            #expect(try MergeModel.meaning(of: outcome.bytes) == winner.meaning)
        }
    }

    @Test(arguments: [true, false])
    func `of two seals of one value the one to the active key is kept`(isOurs: Bool) throws {
        let (newer, other) = (try resealed(newer: true), set(1, "alpha"))
        // To a third key, with the id of the value as it was.
        let id = try SealedValue(parsing: #require(base.value(1, "alpha"))).id.text
        let foreign = MergeSeals().value(1, "alpha")
        let parts = foreign.split(separator: ":")
        let third = other.applying(.set(1, "alpha", "\(parts[0]):\(parts[1]):\(id):\(parts[3])"))
        let outcome = isOurs ? merge(newer, third) : merge(third, newer)
        #expect(outcome.conflicts.isEmpty)
        #expect(try MergeModel.meaning(of: outcome.bytes) == newer.meaning)
        let unknown = merge(newer, third, knowledge: MergeKnowledge.none)
        #expect(unknown.conflicts.first?.message.contains("sealed it again") ?? false)
    }

    @Test func `two seals to one key are settled without a registry`() throws {
        let (ours, theirs) = (try resealed(newer: true), try resealed(newer: true))
        #expect(ours != theirs)
        let outcome = merge(ours, theirs, knowledge: MergeKnowledge.none)
        #expect(outcome == MergeOutcome(bytes: ours.text, conflicts: []))
    }

    @Test func `other bytes under the same id and key are a change, not a seal`() throws {
        let old = try #require(base.value(1, "alpha"))
        let forged = base.applying(.set(1, "alpha", try seals.again(old, 1, "alpha", newer: false)))
        #expect(!merge(set(1, "alpha"), forged).conflicts.isEmpty)
        #expect(!merge(base.applying(.unset(1, "alpha")), forged).conflicts.isEmpty)
    }

    @Test func `two new layers need a registry that knows which one wins`() throws {
        let (ours, theirs) = (set(4, "alpha"), set(5, "alpha"))
        #expect(
            try MergeModel.meaning(of: merge(theirs, ours).bytes).last?.hasPrefix("g5") ?? false
        )
        let outcome = merge(ours, theirs, knowledge: MergeKnowledge.none)
        #expect(outcome.conflicts.map(\.message).contains { $0.contains("which of them wins") })
        #expect(text(outcome.bytes).contains("<<<<<<< ours"))
    }

    @Test func `a value that was changed and one that was taken out conflict`() {
        for (ours, theirs) in [
            (base.applying(.unset(1, "alpha")), set(1, "alpha")),
            (set(1, "alpha"), base.applying(.unset(1, "alpha"))),
        ] {
            let outcome = merge(ours, theirs)
            #expect(outcome.conflicts.map(\.message).contains { $0.contains("took it out") })
            #expect(text(outcome.bytes).contains("alpha for g1 is taken out"))
        }
    }

    @Test func `a document made on both sides is put together`() throws {
        let one = MergeModel(layers: []).applying(.set(1, "alpha", seals.value(1, "alpha")))
        let two = MergeModel(layers: []).applying(.set(1, "beta", seals.value(1, "beta")))
        let outcome = merge([], one.text, two.text)
        #expect(outcome.conflicts.isEmpty)
        #expect(
            try MergeModel.meaning(of: outcome.bytes)
                == one.applying(.set(1, "beta", two.value(1, "beta") ?? "")).meaning
        )
    }

    @Test func `a new scope and a value sealed for the old one conflict`() {
        let theirs = text(base.text).replacing("spec:\n", with: "spec:\n  scope: namespace\n")
        let outcome = merge(base.text, set(1, "alpha").text, Array(theirs.utf8))
        #expect(outcome.conflicts.map(\.message).contains { $0.contains("the scope") })
        #expect(text(outcome.bytes).contains("<<<<<<<"))
    }

    @Test func `a key that one side removes in a layer and the other sets conflicts`() {
        let ours = text(base.text).replacing(
            "  - for: g3\n",
            with: "  - for: g3\n    remove: [beta]\n"
        )
        let outcome = merge(base.text, Array(ours.utf8), set(3, "beta").text)
        #expect(outcome.conflicts.map(\.message).contains { $0.contains("`remove`") })
    }

    @Test func `fields outside the layers merge by name, lists of names by item`() throws {
        let head = { (fields: String) in
            Array(
                self.text(self.base.text).replacing("spec:\n", with: "spec:\n\(fields)").utf8
            )
        }
        let before = head("  type: Opaque\n  optional: [a]\n")
        let ours = head("  type: Opaque\n  optional: [a, b]\n  drift: heal\n")
        let theirs = head("  type: Opaque\n  optional: [a, c]\n  deletion: retain\n")
        let outcome = merge(before, ours, theirs)
        #expect(outcome.conflicts.isEmpty)
        let document = try DocumentFile.secret(outcome.bytes, at: MergeModel.path)
        #expect(Set(document.optional) == ["a", "b", "c"])
        #expect(document.drift == .heal)
        #expect(document.deletion == .retain)
        let other = merge(before, ours, head("  type: Opaque\n  optional: [a]\n  drift: detect\n"))
        #expect(other.conflicts.map(\.message) == ["spec.drift: both sides changed it"])
    }

    @Test func `what comes together to no valid document conflicts`() {
        let ours = text(base.text).replacing(
            "spec:\n",
            with: "spec:\n  template: {data: {gamma: text}}\n"
        )
        let outcome = merge(base.text, Array(ours.utf8), set(3, "gamma").text)
        #expect(!outcome.conflicts.isEmpty)
        #expect(text(outcome.bytes).contains("<<<<<<<"))
    }

    @Test func `an unreadable side is merged as text and is never clean`() {
        let broken = Array((text(base.text) + "  oops: [\n").utf8)
        let outcome = merge(base.text, set(1, "beta").text, broken)
        #expect(outcome.conflicts.first?.message.contains("cannot be read") ?? false)
        let ours = set(1, "alpha").text
        let repaired = merge(broken, Array((text(ours) + "  oops: [\n").utf8), base.text)
        #expect(repaired == MergeOutcome(bytes: ours, conflicts: []))
    }

    @Test func `marks have the size that git asks for, and Windows line ends stay`() {
        let windows = { (model: MergeModel) in
            Array(self.text(model.text).replacing("\n", with: "\r\n").utf8)
        }
        let outcome = DocumentMerge(
            path: MergeModel.path,
            base: windows(base),
            ours: windows(set(1, "alpha")),
            theirs: windows(set(1, "alpha")),
            markerSize: 9
        ).outcome()
        #expect(text(outcome.bytes).contains("\r\n<<<<<<<<< ours: alpha"))
        let bytes = outcome.bytes
        let lone = bytes.indices.filter { bytes[$0] == 10 && bytes[$0 - 1] != 13 }
        #expect(lone.isEmpty)
    }
}
