import Testing

@testable import Documents

/// Where files may stand, and what may be in them there.
@Suite struct PlaceTests {
    typealias Source = SampleDocuments.Source

    @Test(arguments: Source.allCases, Source.allCases)
    func `a kind stands nowhere but in its place`(source: Source, place: Source) {
        // A part is in itself a small secret.
        guard source != place, (source, place) != (.part, .secret) else { return }
        let bytes = Array(source.text.utf8)
        let error = #expect(throws: DocumentError.self) { try place.read(bytes) }
        #expect(error?.path == place.rawValue)
    }

    @Test(arguments: [
        (Source.cluster, "keys/clusters/eu.yaml"), (.group, "keys/groups/staging.yaml"),
        (.secret, "secrets/payments/other.yaml"), (.secret, "secrets/other/db.yaml"),
        (.secret, "secrets/db/payments.yaml"),
        (.part, "secrets/payments/db@eu.yaml"), (.part, "secrets/payments/db.yaml@us.yaml"),
        (.part, "secrets/other/db@us.yaml"),
    ])
    func `a name that is not the path's is refused`(source: Source, path: String) {
        #expect(throws: DocumentError.self) { try source.read(Array(source.text.utf8), at: path) }
    }

    @Test(arguments: [
        ("fleetseal.yaml", Place.fleet), ("keys/clusters/us-1.yaml", .cluster("us-1")),
        ("keys/groups/a.yaml", .group("a")),
        ("secrets/payments/db.yaml", .secret(namespace: "payments", name: "db")),
        (
            "secrets/x/y@z/payments/db.example.yaml",
            .secret(namespace: "payments", name: "db.example")
        ),
        ("secrets/payments/db@us.yaml", .part(namespace: "payments", name: "db", cluster: "us")),
    ])
    func `a path says what is there`(path: String, place: Place) throws {
        #expect(try Place(path: path) == place)
    }

    @Test(arguments: [
        "", "other.yaml", "sub/fleetseal.yaml", "keys/clusters/US.yaml", "keys/clusters/a.b.yaml",
        "keys/clusters/sub/a.yaml", "keys/other/a.yaml", "keys/groups/-a.yaml", "keys/groups/.yaml",
        "secrets/db.yaml",
        "secrets/Payments/db.yaml", "secrets/payments/db@us@eu.yaml", "secrets/payments/@us.yaml",
        "secrets/payments/db@.yaml", "secrets/payments/db@US.yaml", "secrets/payments/db.yml",
        "secrets/payments/d_b.yaml",
        "secrets/payments/a..b.yaml", "secrets/\u{301}x/payments.yaml", "Keys/clusters/a.yaml",
    ])
    func `other paths are no place`(path: String) {
        #expect(throws: DocumentError.self) { try Place(path: path) }
    }

    @Test(arguments: [
        ("a", true), ("a-b", true), ("0", true), (String(repeating: "a", count: 63), true),
        ("", false),
        (String(repeating: "a", count: 64), false), ("-a", false), ("a-", false), ("A", false),
        ("a.b", false),
        ("a_b", false), ("é", false), ("a\u{301}", false), ("a\n", false), ("\u{212A}", false),
    ])
    func `names are labels of DNS`(name: String, isValid: Bool) {
        #expect(Names.isLabel(name) == isValid)
        if isValid { #expect(Names.isSubdomain(name)) }
    }

    @Test(arguments: [
        ("a", true), ("tls.crt", true), (".dockerconfigjson", true), ("A_b-c.D", true),
        ("...", false), ("..", false), (".", false),
        ("..a", false), ("a b", false), ("", false), ("a/b", false), ("\u{212A}ey", false),
        (String(repeating: "k", count: 253), true), (String(repeating: "k", count: 254), false),
    ])
    func `keys are those of Kubernetes`(key: String, isValid: Bool) {
        #expect(Names.isItemKey(key) == isValid)
    }

    @Test func `a document is read up to its limit and not a byte further`() throws {
        let text = SampleDocuments.shared.secret
        let fits =
            text + "#"
            + String(repeating: "x", count: DocumentFile.secretLimit - text.utf8.count - 2) + "\n"
        try Source.secret.read(Array(fits.utf8))
        let error = #expect(throws: DocumentError.self) {
            try Source.secret.read(Array((fits + "#").utf8))
        }
        #expect(error?.message.contains("more than the 1.5 MiB") == true)
    }

    @Test(arguments: [
        (Source.fleet, "---\na: b\n"), (.group, "---\na: b\n"), (.secret, "---\na: b\n"),
        (.cluster, "---\na: b\n"),
    ])
    func `a document too many is refused`(source: Source, more: String) {
        #expect(throws: DocumentError.self) { try source.read(Array((source.text + more).utf8)) }
        #expect(throws: DocumentError.self) { try source.read([]) }
        #expect(throws: DocumentError.self) { try source.read(Array("# nothing\n".utf8)) }
    }

    @Test(arguments: [Source.cluster, .group])
    func `a tombstone has nothing but its day, its epoch and its signature`(source: Source) throws {
        func stone(_ kind: String, _ name: String, _ more: String = "") -> String {
            "apiVersion: fleetseal.dev/v1alpha1\nkind: \(kind)\nmetadata: {name: \(name)}\nspec:\n  removed: \"2026-11-21\"\n  epoch: 2\n\(more)  signature: \(SampleDocuments.signature)\n"
        }
        func file(_ more: String = "") -> [UInt8] {
            let own = source == .cluster ? "---\n" + stone("FleetGroup", "us") : ""
            let kind = source == .cluster ? "FleetCluster" : "FleetGroup"
            return Array((stone(kind, source == .cluster ? "us" : "production", more) + own).utf8)
        }
        try source.read(file())
        #expect(throws: DocumentError.self) { try source.read(file("  keys: []\n")) }
        #expect(throws: DocumentError.self) { try source.read(file("  groups: []\n")) }
        let halves = Array(
            (stone("FleetCluster", "us") + SampleDocuments.shared.cluster.drop { $0 != "-" }).utf8
        )
        #expect(throws: DocumentError.self) { try Source.cluster.read(halves) }
    }
}
