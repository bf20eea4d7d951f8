import Documents
import Fleet
import Testing

@testable import Inspection

@Suite struct ComparisonTests {
    let us: ClusterDocument
    let eu: ClusterDocument
    let lab: ClusterDocument
    let census: Census

    init() throws {
        us = try Sample.cluster("us", groups: ["fleet", "production"], labels: ["region": "us"])
            .cluster
        eu = try Sample.cluster("eu", groups: ["fleet", "production"], labels: ["region": "eu"])
            .cluster
        lab = try Sample.cluster("lab", groups: ["fleet", "staging"]).cluster
        census = Census([us, lab, eu])
    }

    private func differences(
        _ entry: SecretEntry,
        _ first: ClusterDocument,
        _ second: ClusterDocument
    ) -> [String: KeyComparison.Difference] {
        let secrets = ClusterComparison(first, second, [entry], keepsSame: true).secrets
        return Dictionary(
            uniqueKeysWithValues: secrets.flatMap(\.keys).map { ($0.key, $0.difference) }
        )
    }

    @Test func `keys differ for one of six reasons`() throws {
        let entry = try Sample.secret(
            [
                (
                    "fleet", [],
                    [("shared", "vaaaaaaa"), ("old", "vbbbbbbb"), ("password", "vccccccc")]
                ),
                (
                    "us", ["old"],
                    [("password", "vddddddd"), ("own", "veeeeeee"), ("maybe", "vfffffff")]
                ),
            ],
            rest: """
                  optional: [maybe]
                  template: {data: {url: "{{password}}", where: "{{cluster.region}}", plain: "{{shared}}"}}
                """
        )
        #expect(
            differences(entry, us, eu) == [
                "shared": .same, "plain": .same, "password": .override, "url": .derived,
                "where": .derived, "old": .removed, "maybe": .optional, "own": .missing,
            ]
        )
    }

    @Test func `the causes of a derived key are values and labels that differ`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("a", "vaaaaaaa"), ("b", "vbbbbbbb")]),
                ("us", [], [("b", "vccccccc")]),
            ],
            rest: """
                  template: {data: {url: "{{a}}{{b}}{{cluster.region}}{{cluster.name}}"}}
                """
        )
        let keys = ClusterComparison(us, eu, [entry], keepsSame: true).secrets[0].keys
        #expect(keys.last?.causes == ["b", "cluster.region", "cluster.name"])
        #expect(ClusterComparison(us, us, [entry], keepsSame: true).count(.same) == 3)
    }

    @Test func `a template that lacks something on one side is missing there`() throws {
        let entry = try Sample.secret(
            [("fleet", [], [("a", "vaaaaaaa")])],
            rest: "  template: {data: {url: \"{{a}}{{cluster.region}}\"}}"
        )
        // The other gets nothing of the Secret then.
        #expect(differences(entry, us, lab) == ["a": .missing, "url": .missing])
    }

    @Test func `two layers with one value id are one value`() throws {
        let entry = try Sample.secret([
            ("production", [], [("a", "vaaaaaaa")]), ("staging", [], [("a", "vaaaaaaa")]),
        ])
        #expect(differences(entry, us, lab) == ["a": .same])
    }

    @Test func `a secret for one of the two is counted by itself`() throws {
        let both = try Sample.secret("both", [("fleet", [], [("a", "vaaaaaaa")])])
        let one = try Sample.secret("one", [("production", [], [("a", "vaaaaaaa")])])
        let none = try Sample.secret("none", [("eu", [], [("a", "vaaaaaaa")])])
        let comparison = ClusterComparison(lab, us, [both, one, none], keepsSame: true)
        #expect(comparison.secrets.map(\.title) == ["payments/both", "payments/one"])
        #expect(comparison.secrets.map(\.presence) == [.both, .second])
        #expect(comparison.count(.second) == 1)
        #expect(comparison.count(KeyComparison.Difference.same) == 1)
        let brief = ClusterComparison(lab, us, [both, one], keepsSame: false)
        #expect(brief.secrets[0].keys.isEmpty)
        #expect(brief.count(KeyComparison.Difference.same) == 1)
    }

    @Test func `parity counts who lacks and who has, in both directions`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("all", "vaaaaaaa"), ("old", "vbbbbbbb")]),
                ("production", ["old"], [("cert", "vccccccc")]),
                ("staging", [], [("debug", "vddddddd")]),
                ("us", [], [("debug", "veeeeeee")]),
            ],
            rest: "  optional: [cert]"
        )
        let only = try Sample.secret("only", [("staging", [], [("a", "vaaaaaaa")])])
        let parity = GroupParity("production", "staging", census, [entry, only])
        let lacked = parity.lackedByFirst
        #expect(lacked.map(\.title) == ["payments/db", "payments/only"])
        #expect(lacked.map(\.isWhole) == [false, true])
        #expect(lacked[0].gaps.map(\.key) == ["debug", "old"])
        #expect(lacked[0].gaps.map { census.names($0.lacking) } == [["eu"], ["eu", "us"]])
        #expect(lacked[0].gaps.map { census.names($0.removed) } == [[], ["eu", "us"]])
        #expect(lacked[0].gaps.map { census.names($0.having) } == [["lab"], ["lab"]])
        #expect(census.names(lacked[1].gaps[0].unaddressed) == ["eu", "us"])
        #expect(lacked[0].gaps.filter { !$0.unaddressed.isEmpty }.isEmpty)
        #expect(parity.lackedBySecond.map(\.title) == ["payments/db"])
        #expect(parity.lackedBySecond[0].gaps.map(\.key) == ["cert"])
        #expect(parity.lackedBySecond[0].gaps[0].isOptional)
    }
}
