import Documents
import Fleet
import Sealing
import Testing

@testable import Inspection

@Suite struct KeyTests {
    private let keys = (0..<6).map { _ in HeldKey(PrivateKey.random()).key.publicKey }
    private static let today = "2026-11-21"

    private func inventory(
        revoked: PublicKey? = nil,
        groups: [GroupDocument] = [],
        clusters: [ClusterDocument] = [],
        _ entries: [SecretEntry] = []
    ) throws -> KeyInventory {
        KeyInventory(
            groups: groups,
            clusters: clusters,
            fleet: try Sample.fleet(["alice": keys[5]]),
            isRevoked: { $0 == revoked },
            entries
        )
    }

    private func kinds(_ inventory: KeyInventory, _ age: String? = nil) -> [StaleKey.Kind] {
        StaleKeys(inventory, olderThan: age.flatMap(Age.init), today: Self.today).found.map(\.kind)
    }

    private func sealed(to key: PublicKey, for group: String = "fleet") throws -> SecretEntry {
        try Sample.secret([
            (group, [], [("a", Sample.value("vaaaaaaa", key.id.text))])
        ])
    }

    @Test func `values count for the key of their own group alone`() throws {
        let one = try Sample.groupDocument("one", keys: [.init(key: keys[0], state: "active")])
        let other = try Sample.groupDocument("other", keys: [.init(key: keys[0], state: "active")])
        let found = try inventory(groups: [one, other], [sealed(to: keys[0], for: "one")])
        #expect(found.keys(named: keys[0].id).map(\.values.count) == [1, 0])
        #expect(found.keys(named: keys[0].id).map(\.owner) == [.group("one"), .group("other")])
    }

    @Test func `lines count for the keys that they are sealed to`() throws {
        let us = try Sample.cluster("us", keys: [(keys[1], "active")]).cluster
        let group = try Sample.groupDocument(
            "fleet",
            keys: [
                .init(
                    key: keys[0],
                    state: "active",
                    lines: ["cluster.us/\(keys[1].id)", "operator.alice/\(keys[5].id)"]
                )
            ]
        )
        let found = try inventory(groups: [group], clusters: [us])
        #expect(found.keys.map(\.owner) == [.group("fleet"), .cluster("us"), .operator("alice")])
        #expect(found.keys.map(\.recipients) == [2, 0, 0])
        #expect(found.keys.map(\.lines.count) == [0, 1, 1])
        #expect(found.keys[1].lines[0].groupKey == keys[0].id)
        #expect(kinds(found).isEmpty)
    }

    @Test(
        arguments: [
            ("active", false, []), ("next", false, []),
            ("retired", false, [StaleKey.Kind.valuesRetired]),
            ("revoked", false, [.valuesRevoked]), ("retired", true, [.valuesRevoked]),
        ]
    )
    func `values under a key that is no longer used are told`(
        state: String,
        isRevoked: Bool,
        wanted: [StaleKey.Kind]
    ) throws {
        let group = try Sample.groupDocument("fleet", keys: [.init(key: keys[0], state: state)])
        let found = try inventory(
            revoked: isRevoked ? keys[0] : nil,
            groups: [group],
            [sealed(to: keys[0])]
        )
        #expect(kinds(found) == wanted)
    }

    @Test func `values under a key that the group does not have are told`() throws {
        let group = try Sample.groupDocument("fleet", keys: [.init(key: keys[0], state: "active")])
        let found = try inventory(groups: [group], [sealed(to: keys[1])])
        #expect(kinds(found) == [.valuesUnknown])
        #expect(found.keys(named: keys[1].id).map(\.state) == [.unknown])
    }

    @Test func `a retired key without values can go, and a member who left asks for a new one`()
        throws
    {
        let group = try Sample.groupDocument(
            "fleet",
            keys: [
                .init(key: keys[0], state: "retired"),
                .init(key: keys[1], state: "active", due: ["cluster.old"]),
            ]
        )
        #expect(try kinds(inventory(groups: [group])) == [.retiredGroupKey, .rekeyDue])
    }

    @Test func `keys of clusters that wait and lines to keys that are gone are told`() throws {
        let us = try Sample.cluster(
            "us",
            keys: [(keys[1], "active"), (keys[2], "next"), (keys[3], "retired")]
        ).cluster
        let group = try Sample.groupDocument(
            "fleet",
            keys: [
                .init(
                    key: keys[0],
                    state: "active",
                    lines: [
                        "cluster.us/\(keys[1].id)", "cluster.us/\(keys[2].id)",
                        "cluster.us/\(keys[3].id)", "cluster.gone/\(keys[4].id)",
                    ]
                )
            ]
        )
        let found = try inventory(groups: [group], clusters: [us])
        #expect(kinds(found) == [.linesToUnknownKey, .pendingClusterKey, .linesToOldKey])
    }

    @Test(arguments: [("323d", 2), ("324d", 0), ("46w", 2), ("47w", 0)])
    func `active keys are old when more days have gone than asked`(age: String, count: Int) throws {
        // From 1 January to 21 November 2026 there are 324 days.
        let us = try Sample.cluster("us", keys: [(keys[1], "active")]).cluster
        let group = try Sample.groupDocument("fleet", keys: [.init(key: keys[0], state: "active")])
        let found = try inventory(groups: [group], clusters: [us])
        #expect(kinds(found, age) == Array([.oldGroupKey, .oldClusterKey].prefix(count)))
        #expect(kinds(found).isEmpty)
    }

    @Test func `keys of clusters are taken further by rotation`() throws {
        let us = try Sample.cluster("us", keys: [(keys[1], "active"), (keys[2], "next")]).cluster
        let found = try inventory(clusters: [us])
        let commands = StaleKeys(found, olderThan: Age("90d"), today: Self.today).found
            .map(\.command)
        #expect(
            commands == [
                "fleetseal rotate --cluster us --older-than 0d", "fleetseal rotate --cluster us",
            ]
        )
    }

    @Test(arguments: ["", "d", "90", "-1d", "+1d", "1.5d", "90m", "90 d", "100000d", "９d"])
    func `an age is a number of days or weeks`(text: String) {
        #expect(Age(text) == nil)
    }

    @Test(
        arguments: [
            ("2026-11-21", "2026-11-21", 0), ("2024-02-28", "2024-03-01", 2),
            ("2023-02-28", "2023-03-01", 1), ("1999-12-31", "2000-01-01", 1),
            ("2000-02-29", "2100-03-01", 36_525), ("2026-11-22", "2026-11-21", -1),
        ]
    )
    func `days between dates follow the calendar`(from: String, to: String, days: Int) {
        #expect(Age.days(from: from, to: to) == days)
    }
}
