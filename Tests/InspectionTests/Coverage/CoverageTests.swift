import Documents
import Fleet
import Testing

@testable import Inspection

@Suite struct CoverageTests {
    let clusters: [ClusterDocument]
    let census: Census

    init() throws {
        clusters = [
            try Sample.cluster("us", groups: ["fleet", "production"], labels: ["region": "us"])
                .cluster,
            try Sample.cluster("eu", groups: ["fleet", "production"], labels: ["region": "eu"])
                .cluster,
            try Sample.cluster("lab", groups: ["fleet", "staging"]).cluster,
        ]
        census = Census(clusters)
    }

    private func key(_ name: String, _ coverage: SecretCoverage) throws -> SecretCoverage.Key {
        try #require(coverage.keys.first { $0.key == name })
    }

    @Test func `members are those that say so themselves`() {
        #expect(census.clusters.map(\.name) == ["eu", "lab", "us"])
        #expect(census.names(census.members(of: "production")) == ["eu", "us"])
        #expect(census.members(of: "nobody").isEmpty)
        #expect(census.groups == ["fleet", "production", "staging"])
    }

    @Test(arguments: [1, 63, 64, 65, 1_000])
    func `a set of clusters is like a set of numbers`(count: Int) {
        var state: UInt64 = 7
        func numbers() -> Set<Int> {
            Set(
                (0..<count).filter { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return state >> 60 & 1 == 1
                }
            )
        }
        func bits(_ set: Set<Int>) -> ClusterSet {
            var result = ClusterSet(of: count)
            for number in set { result.insert(number) }
            return result
        }
        let (one, other) = (numbers(), numbers())
        #expect(bits(one).indices == one.sorted())
        #expect(bits(one).count == one.count)
        #expect(bits(one).union(bits(other)).indices == one.union(other).sorted())
        #expect(bits(one).intersection(bits(other)).indices == one.intersection(other).sorted())
        #expect(bits(one).subtracting(bits(other)).indices == one.subtracting(other).sorted())
        #expect(bits(one).overlap(bits(other)) == one.intersection(other).count)
        #expect((0..<count).allSatisfy { bits(one).contains($0) == one.contains($0) })
    }

    @Test func `each cluster's giver is the layer that wins there`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("a", "vaaaaaaa"), ("b", "vbbbbbbb")]),
                ("production", ["b"], [("a", "vccccccc")]),
            ],
            parts: ["us": ("us", [], [("a", "vddddddd"), ("b", "veeeeeee")])]
        )
        let coverage = SecretCoverage(entry, census)
        for cluster in clusters {
            let number = try #require(census.clusters.firstIndex { $0.name == cluster.name })
            let explanation = Explanation(entry, on: cluster)
            for name in ["a", "b"] {
                let found = try key(name, coverage)
                let item = try #require(explanation.item(name))
                #expect(found.given.contains(number) == item.isGiven)
                #expect(found.removed.contains(number) == !item.isGiven)
                let givers = found.givers.filter { $0.clusters.contains(number) }.map(\.group)
                #expect(givers == (item.isGiven ? [item.decision.group] : []))
            }
        }
    }

    @Test func `a gap is a key that is neither given nor removed nor optional`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("a", "vaaaaaaa"), ("old", "vbbbbbbb")]),
                ("production", ["old"], [("cert", "vccccccc"), ("maybe", "vddddddd")]),
            ],
            rest: """
                  optional: [maybe]
                  template: {data: {url: "{{a}}{{cluster.region}}"}}
                """
        )
        let coverage = SecretCoverage(entry, census)
        #expect(coverage.gaps(try key("maybe", coverage)) == nil)
        #expect(coverage.gaps(try key("cert", coverage)).map(census.names) == ["lab"])
        #expect(coverage.gaps(try key("url", coverage)).map(census.names) == ["lab"])
    }

    @Test func `a cluster for which a template lacks something gets nothing`() throws {
        let entry = try Sample.secret(
            [
                ("fleet", [], [("a", "vaaaaaaa"), ("old", "vbbbbbbb")]),
                ("production", ["old"], [("maybe", "vddddddd")]),
            ],
            rest: """
                  optional: [maybe, old]
                  template: {data: {url: "{{a}}{{cluster.region}}"}}
                """
        )
        let coverage = SecretCoverage(entry, census)
        #expect(coverage.outages.map(\.obstacle) == [.templateLacks(["cluster.region"])])
        #expect(census.names(coverage.blocked) == ["lab"])
        // Even where the key by itself would be there, or may be missing.
        #expect(coverage.gaps(try key("a", coverage)).map(census.names) == ["lab"])
        #expect(coverage.gaps(try key("old", coverage)).map(census.names) == ["lab"])
        #expect(coverage.gaps(try key("maybe", coverage)) == nil)
        #expect(census.names(try key("a", coverage).given) == ["eu", "us"])
        let matrix = CoverageMatrix(census, by: .cluster, [entry], onlyGaps: false)
        let states = matrix.columns.map {
            matrix.cell(coverage, coverage.keys[0], $0).state
        }
        #expect(states == [.given, .blocked, .given])
    }

    @Test func `coverage and explain agree on who gets nothing`() throws {
        let entry = try Sample.secret(
            [("fleet", [], [("a", "vaaaaaaa")]), ("production", [], [("b", "vbbbbbbb")])],
            rest: "  template: {data: {one: \"{{a}}{{b}}\", two: \"{{cluster.region}}\"}}"
        )
        let coverage = SecretCoverage(entry, census)
        for (number, cluster) in census.clusters.enumerated() {
            let found = coverage.outages.first { $0.clusters.contains(number) }?.obstacle
            #expect(Explanation(entry, on: cluster).obstacle == found)
        }
        #expect(coverage.blocked.count == 1)
    }

    @Test func `a cluster that no layer is for has no gap`() throws {
        let entry = try Sample.secret([("production", [], [("a", "vaaaaaaa")])])
        let coverage = SecretCoverage(entry, census)
        #expect(census.names(coverage.addressed) == ["eu", "us"])
        #expect(coverage.gaps(try key("a", coverage)) == nil)
    }

    @Test(arguments: [CoverageMatrix.Axis.cluster, .group])
    func `a cell tells the worst of its clusters`(axis: CoverageMatrix.Axis) throws {
        let entry = try Sample.secret([
            ("fleet", [], [("old", "vaaaaaaa")]), ("us", ["old"], [("own", "vbbbbbbb")]),
        ])
        let none = try Sample.secret("none", [("elsewhere", [], [("a", "vaaaaaaa")])])
        let matrix = CoverageMatrix(census, by: axis, [entry, none], onlyGaps: false)
        #expect(matrix.secrets.map(\.title) == ["payments/db"])
        #expect(matrix.rows == 2)
        #expect(matrix.gaps == 1)
        let states = matrix.secrets[0].keys.map { key in
            matrix.columns.map { matrix.cell(matrix.secrets[0], key, $0).state }
        }
        switch axis {
        case .cluster:
            #expect(matrix.columns.map(\.name) == ["eu", "lab", "us"])
            #expect(states == [[.given, .given, .removed], [.gap, .gap, .given]])
        case .group:
            #expect(matrix.columns.map(\.name) == ["fleet", "production", "staging"])
            #expect(states == [[.removed, .removed, .given], [.gap, .gap, .gap]])
        }
        let gaps = CoverageMatrix(census, by: axis, [entry, none], onlyGaps: true)
        #expect(gaps.secrets.flatMap(\.keys).map(\.key) == ["own"])
    }
}
