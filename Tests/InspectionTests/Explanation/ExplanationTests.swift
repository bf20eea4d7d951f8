import Documents
import Fleet
import Sealing
import Testing
import YAML

@testable import Inspection

@Suite struct ExplanationTests {
    let us: ClusterDocument
    let lab: ClusterDocument

    init() throws {
        us = try Sample.cluster("us", groups: ["fleet", "production"], labels: ["region": "us"])
            .cluster
        lab = try Sample.cluster("lab", groups: ["fleet"]).cluster
    }

    @Test func `the last layer wins and hides those before it`() throws {
        let entry = try Sample.secret([
            ("fleet", [], [("password", "vaaaaaaa")]),
            ("production", [], [("password", "vbbbbbbb")]),
            ("us", [], [("password", "vccccccc")]),
        ])
        let item = try #require(Explanation(entry, on: us).item("password"))
        #expect(item.decision.group == "us")
        #expect(item.decision.value?.sealed.id.text == "vccccccc")
        #expect(item.hidden.map(\.group) == ["fleet", "production"])
        #expect(Explanation(entry, on: lab).item("password")?.decision.group == "fleet")
    }

    @Test func `a place is the line of the value, or of the word in remove`() throws {
        let entry = try Sample.secret([
            ("fleet", [], [("a", "vaaaaaaa")]), ("us", ["a"], []),
        ])
        let item = try #require(Explanation(entry, on: us).item("a"))
        let lines = entry.document.file.bytes.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        #expect(lines[item.decision.position.line - 1] == "    remove: [a]")
        #expect(item.decision.place == "secrets/payments/db.yaml:\(item.decision.position.line)")
        #expect(lines[item.hidden[0].position.line - 1].contains("vaaaaaaa"))
    }

    @Test func `a key that a later layer removes is not given, and one set after it is`() throws {
        let entry = try Sample.secret([
            ("fleet", [], [("a", "vaaaaaaa"), ("b", "vbbbbbbb")]),
            ("production", ["a", "b"], [("b", "vccccccc")]),
        ])
        let explanation = Explanation(entry, on: us)
        #expect(explanation.given.map(\.key) == ["b"])
        #expect(explanation.removed.map(\.key) == ["a"])
        #expect(explanation.item("b")?.hidden.map(\.group) == ["fleet"])
    }

    @Test func `it comes to what a resolution comes to`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("a", "vaaaaaaa"), ("b", "vbbbbbbb")]),
                ("production", ["a"], [("c", "vccccccc")]),
            ],
            parts: ["us": ("us", ["c"], [("a", "vddddddd")])]
        )
        for cluster in [us, lab] {
            let winners = Resolution(entry, on: cluster).winners
            let given = Explanation(entry, on: cluster).given
            #expect(winners.map(\.key) == given.map(\.key))
            #expect(winners.map(\.layer.group) == given.map(\.decision.group))
        }
        #expect(
            Explanation(entry, on: us).item("a")?.decision.path == "secrets/payments/db@us.yaml"
        )
        #expect(Explanation(entry, on: us).part != nil)
        #expect(Explanation(entry, on: lab).part == nil)
    }

    @Test func `a document without a layer for the cluster does not concern it`() throws {
        let entry = try Sample.secret([("production", [], [("a", "vaaaaaaa")])])
        #expect(Explanation(entry, on: us).isAddressed)
        #expect(!Explanation(entry, on: lab).isAddressed)
        #expect(Explanation(entry, on: lab).layerGroups == ["production"])
    }

    @Test func `keys of other clusters are named, with their groups`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("a", "vaaaaaaa")]),
                ("production", [], [("b", "vbbbbbbb"), ("c", "vccccccc")]),
            ],
            rest: "  optional: [c]"
        )
        let absences = Explanation(entry, on: lab).absences
        #expect(absences.map(\.key) == ["b", "c"])
        #expect(absences.map(\.groups) == [["production"], ["production"]])
        #expect(absences.map(\.isOptional) == [false, true])
        #expect(Explanation(entry, on: us).absences.isEmpty)
    }

    @Test func `a template names what it uses and what it lacks here`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("user", "vaaaaaaa")]),
                ("production", [], [("password", "vbbbbbbb")]),
            ],
            rest: """
                  template:
                    data: {url: "{{user}}:{{password}}@{{cluster.region}}.{{cluster.name}}"}
                    omit: [user]
                """
        )
        let here = try #require(Explanation(entry, on: us).outputs.first)
        #expect(here.isComplete)
        #expect(here.keys == ["user", "password"])
        #expect(here.facts == ["region", "name"])
        let there = try #require(Explanation(entry, on: lab).outputs.first)
        #expect(there.missingKeys == ["password"])
        #expect(there.missingFacts == ["region"])
        #expect(Explanation(entry, on: us).isOmitted("user"))
    }
}
