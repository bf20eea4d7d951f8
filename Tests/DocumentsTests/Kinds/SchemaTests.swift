import Foundation
import Testing
import YAML

@testable import Documents

/// Every rule of the schemas: one thing is wrong, and the error says what and exactly where.
@Suite struct SchemaTests {
    typealias Source = SampleDocuments.Source

    /// `old` becomes `new`; the error stands where `at` starts, in the changed text.
    struct Case: Sendable, CustomTestStringConvertible {
        let source: Source
        let old: String
        let new: String
        let at: String
        let message: String
        let testDescription: String

        init(_ source: Source, _ old: String, _ new: String, at: String, _ message: String) {
            (self.source, self.old, self.new, self.at, self.message) = (
                source, old, new, at, message
            )
            testDescription = "\(source): \(old) → \(new.prefix(60))"
        }
    }

    private static func place(of part: String, in text: String) throws -> String {
        let range = try #require(text.range(of: part))
        let before = text[..<range.lowerBound].unicodeScalars
        let line = before.count { $0 == "\n" } + 1
        let column = before.reversed().prefix { $0 != "\n" }.count + 1
        return "\(line):\(column)"
    }

    @Test(arguments: Source.allCases)
    func `the samples are read`(source: Source) throws {
        try source.read(Array(source.text.utf8))
    }

    @Test(arguments: header + fleet + rules + clusters + groups + secrets)
    func `is refused at its place`(wrong: Case) throws {
        let text = wrong.source.text.replacing(wrong.old, with: wrong.new, maxReplacements: 1)
        try #require(text != wrong.source.text)
        let error = #expect(throws: DocumentError.self) { try wrong.source.read(Array(text.utf8)) }
        #expect(error?.message.contains(wrong.message) == true, "\(error?.message ?? "")")
        #expect(error?.position.map { "\($0)" } == (try Self.place(of: wrong.at, in: text)))
        #expect(error?.path == wrong.source.rawValue)
    }

    static let header: [Case] = Source.allCases.flatMap { source in
        [
            Case(
                source,
                "apiVersion: fleetseal.dev/v1alpha1",
                "apiVersion: fleetseal.dev/v1",
                at: "fleetseal.dev/v1",
                "apiVersion fleetseal.dev/v1 is not known"
            ),
            Case(
                source,
                "apiVersion: fleetseal.dev/v1alpha1",
                "apiVersion: v1",
                at: "v1",
                "is not known"
            ),
            Case(
                source,
                "apiVersion: fleetseal.dev/v1alpha1",
                "apiVersion: 1.10",
                at: "1.10",
                "without quotes"
            ),
            Case(source, "kind: Fleet", "kind: Secret # ", at: "Secret #", "unknown kind Secret"),
            Case(source, "spec:\n", "status: {}\nspec:\n", at: "status", "unknown field status"),
            Case(source, "metadata: {", "metadata: {uid: a, ", at: "uid", "unknown field uid"),
            Case(
                source,
                "spec:\n",
                "spec:\n  signatures: []\n",
                at: "signatures",
                "the field signatures is reserved"
            ),
            Case(
                source,
                "spec:\n",
                "spec:\n  surprise: 1\n",
                at: "surprise",
                "unknown field surprise"
            ),
        ]
    }

    static let fleet: [Case] = [
        Case(
            .fleet,
            "id: fabcdefghijklmnopqrst",
            "id: fabc",
            at: "fabc",
            "is not an id of a fleet"
        ),
        Case(
            .fleet,
            "  id: fabcdefghijklmnopqrst\n",
            "",
            at: "epoch: 3",
            "the field id is missing"
        ),
        Case(.fleet, "epoch: 3", "epoch: \"3\"", at: "\"3\"", "expected a whole number"),
        Case(.fleet, "epoch: 3", "epoch: 0", at: "0\n", "expected a whole number"),
        Case(.fleet, "epoch: 3", "epoch: 03", at: "03", "expected a whole number"),
        Case(.fleet, "epoch: 3", "epoch: +3", at: "+3", "expected a whole number"),
        Case(.fleet, "epoch: 3", "epoch: 3.0", at: "3.0", "expected a whole number"),
        Case(
            .fleet,
            "epoch: 3",
            "epoch: 99999999999999999999",
            at: "9999",
            "expected a whole number"
        ),
        Case(
            .fleet,
            "name: ci",
            "name: alice",
            at: "{name: alice, public: \(SampleDocuments.shared.otherKey)",
            "alice stands there twice"
        ),
        Case(
            .fleet,
            SampleDocuments.shared.otherKey,
            SampleDocuments.shared.key,
            at: "{name: ci",
            "has the key of another operator"
        ),
        Case(.fleet, "name: ci", "name: CI", at: "CI", "is not a name of an operator"),
        Case(.fleet, "opens: all", "opens: some", at: "some", "expected all or a list of groups"),
        Case(.fleet, ", opens: all", "", at: "{name: alice", "the field opens is missing"),
        Case(
            .fleet,
            "opens: [staging, eu]",
            "opens: [staging, staging]",
            at: "staging]",
            "stands there twice"
        ),
        Case(.fleet, "opens: [staging, eu]", "opens: [no]", at: "no]", "without quotes"),
        Case(.fleet, "revoked: [", "revoked: [abcd, ", at: "[abcd", "abcd is not a fingerprint"),
        Case(.fleet, "requires: []", "requires: [quorum]", at: "[quorum]", "does not know quorum"),
        Case(
            .fleet,
            "extensions: {a: {b: [1, x]}}",
            "extensions: [a]",
            at: "[a]",
            "expected a mapping"
        ),
        Case(
            .fleet,
            "signature: {by: alice,",
            "signature: {by: alice, of: x,",
            at: "of: x",
            "unknown field of"
        ),
        Case(.fleet, "AA==\"", "AB==\"", at: "\"AAAA", "not the base64 of 64 bytes"),
        Case(.fleet, SampleDocuments.signature, "null", at: "null", "expected a mapping"),
    ]

    static let clusters: [Case] = [
        Case(
            .cluster,
            "groups: [fleet, us]",
            "groups: [fleet]",
            at: "labels",
            "own group us is missing"
        ),
        Case(
            .cluster,
            "groups: [fleet, us]",
            "groups: [us, us]",
            at: "us]",
            "us stands there twice"
        ),
        Case(.cluster, "groups: [fleet, us]", "groups: us", at: "us\n  kube", "expected a list"),
        Case(.cluster, "env: production", "env: -bad", at: "-bad", "is not a value of a label"),
        Case(.cluster, "env: production", "env: yes", at: "yes", "without quotes"),
        Case(.cluster, "env: production", "-env: a", at: "-env", "is not a key of a label"),
        Case(
            .cluster,
            "kubeSystemUID: uid",
            "kubeSystemUID: [uid]",
            at: "[uid]",
            "expected a text"
        ),
        Case(.cluster, "state: active", "state: old", at: "old", "old is not known"),
        Case(.cluster, "state: next", "state: active", at: "- {id", "2 keys are active"),
        Case(
            .cluster,
            "created: \"2026-11-21\"",
            "created: 2026-11-21",
            at: "2026-11-21}",
            "without quotes"
        ),
        Case(
            .cluster,
            "created: \"2026-11-21\"",
            "created: \"2026-13-21\"",
            at: "\"2026-13",
            "is not a date"
        ),
        Case(
            .cluster,
            "{id: \(SampleDocuments.shared.id)",
            "{id: \(SampleDocuments.shared.otherID)",
            at: SampleDocuments.shared.otherID,
            "is not the id of this public key"
        ),
        Case(
            .cluster,
            "public: \(SampleDocuments.shared.key)",
            "public: \(SampleDocuments.shared.otherKey)",
            at: SampleDocuments.shared.id,
            "is not the id of this public key"
        ),
        Case(
            .cluster,
            "public: \(SampleDocuments.shared.otherKey)",
            "public: fspub1aaaa",
            at: "fspub1aaaa",
            "read"
        ),
        Case(
            .cluster,
            "endorsed: {by: \(SampleDocuments.shared.id)",
            "endorsed: {by: nobody",
            at: "nobody",
            "not an id of a key"
        ),
        Case(.cluster, "counter: 7", "counter: x", at: "x, digest", "expected a whole number"),
        Case(.cluster, "digest: abc", "digest: abc, more: 1", at: "more", "unknown field more"),
    ]

    static let groups: [Case] = [
        Case(
            .group,
            "epoch: 4",
            "groups: [a]\n  epoch: 4",
            at: "groups",
            "the field groups is reserved"
        ),
        Case(
            .group,
            "epoch: 4",
            "all: true\n  epoch: 4",
            at: "select",
            "exactly one of select, all and cluster is needed, not 2"
        ),
        Case(
            .group,
            "matchLabels: {env: production}",
            "matchFields: {env: production}",
            at: "matchFields",
            "unknown field matchFields"
        ),
        Case(.group, "operator: In", "operator: Gt", at: "Gt", "Gt is not known"),
        Case(.group, "values: [eu, us]", "values: []", at: "{key", "read"),
        Case(.group, "rekeyDue: [cluster.us,", "rekeyDue: [us,", at: "us, ", "us is not a member"),
        Case(.group, "cluster.us/", "cluster.US/", at: "cluster.US/", "is not a member"),
        Case(.group, "cluster.us/", "node.us/", at: "node.us/", "is not a member"),
        Case(.group, "cluster.us/k", "cluster.us/x", at: "cluster.us/x", "is not a member"),
        Case(.group, ": fs1:", ": fs2:", at: "fs2:", "sealedTo of cluster.us"),
        Case(.group, "state: retired", "state: active", at: "- id", "2 keys are active"),
        Case(.group, "    state: active\n", "", at: "id: ", "the field state is missing"),
    ]

    static let secrets: [Case] = [
        Case(.secret, "type: Opaque", "type: a b", at: "a b", "is not a type of a Secret"),
        Case(.secret, "scope: strict", "scope: wide", at: "wide", "wide is not known"),
        Case(.secret, "immutable: false", "immutable: no", at: "no\n", "expected true or false"),
        Case(
            .secret,
            "suspend: true",
            "suspend: \"true\"",
            at: "\"true\"",
            "expected true or false"
        ),
        Case(.secret, "drift: detect", "drift: off", at: "off", "without quotes"),
        Case(.secret, "adopt: ifEqual", "adopt: maybe", at: "maybe", "maybe is not known"),
        Case(.secret, "deletion: retain", "deletion: keep", at: "keep", "keep is not known"),
        Case(
            .secret,
            "restart: [deployment/api",
            "restart: [job/api",
            at: "job/api",
            "is not a workload"
        ),
        Case(
            .secret,
            "optional: [legacy]",
            "optional: [..a]",
            at: "..a",
            "is not a key of a Secret"
        ),
        Case(
            .secret,
            "- for: fleet",
            "- for: us",
            at: "for: us\n    remove",
            "two layers are for us"
        ),
        Case(
            .secret,
            "- for: fleet",
            "- meta: {}\n    for: fleet",
            at: "meta: {}",
            "the field meta is reserved"
        ),
        Case(
            .secret,
            "remove: [legacy]",
            "removes: [legacy]",
            at: "removes",
            "unknown field removes"
        ),
        Case(.secret, "username:\n", "us er:\n", at: "us er", "cannot be a key of a Secret"),
        Case(.secret, "fs1:k", "hunter2", at: "hunter2", "not a sealed value"),
        Case(
            .secret,
            "app: db",
            "app: \"{{username}}\"",
            at: "\"{{username}}\"}",
            "placeholders are for spec.template.data only"
        ),
        Case(
            .secret,
            "app: db",
            "fleetseal.dev/a: b",
            at: "fleetseal.dev/a",
            "belongs to fleetseal"
        ),
        Case(
            .secret,
            "app: db",
            "x.fleetseal.dev/a: b",
            at: "x.fleetseal.dev/a",
            "belongs to fleetseal"
        ),
        Case(
            .secret,
            "data: {url:",
            "data: {username:",
            at: "\"{{username}}@",
            "username is also a key of a value"
        ),
        Case(.secret, "{{cluster.name}}", "{{cluster.name", at: "\"{{username}}@", "template"),
        Case(.part, "- for: us", "- for: eu", at: "layers", "a part @us has one layer, for us"),
        Case(.part, "spec:\n", "spec:\n  scope: any\n", at: "scope", "unknown field scope"),
    ]

    @Test(arguments: [
        ("fleetseal.dev/v2", true), ("fleetseal.dev/v1alpha2", true), ("apps/v1", false),
    ])
    func `another version is refused whole, and the hint says whose it is`(
        version: String,
        isOurs: Bool
    ) {
        for source in Source.allCases {
            let text = source.text.replacing("fleetseal.dev/v1alpha1", with: version)
            let error = #expect(throws: DocumentError.self) { try source.read(Array(text.utf8)) }
            #expect(error?.hint?.contains("update it") == isOurs)
        }
    }

    /// Every field that is required, one at a time.
    @Test(arguments: [
        (
            Source.fleet,
            ["apiVersion", "kind", "metadata", "spec", "id", "epoch", "operators", "signature"]
        ),
        (.cluster, ["groups", "epoch", "keys", "signature"]),
        (.group, ["select", "epoch", "keys", "signature"]),
        (.secret, ["metadata"]),
    ])
    func `a field that is missing is named`(source: Source, fields: [String]) throws {
        for field in fields {
            let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
            let start = try #require(
                lines.firstIndex { $0.drop { $0 == " " }.hasPrefix("\(field):") }
            )
            let indent = lines[start].prefix { $0 == " " }.count
            let rest = lines[(start + 1)...].drop { line in
                line.prefix { $0 == " " }.count > indent || line.hasPrefix("  - ") && indent == 2
            }
            let text = (lines[..<start] + rest).joined(separator: "\n")
            let error = #expect(throws: DocumentError.self) { try source.read(Array(text.utf8)) }
            #expect(error?.message.contains(field) == true, "\(field): \(error?.message ?? "")")
        }
    }

    /// Read as far as it goes, or refused with a place, but never a crash.
    @Test(arguments: Source.allCases)
    func `every truncation is read or refused`(source: Source) {
        let bytes = Array(source.text.utf8)
        for count in 0..<bytes.count {
            do throws(DocumentError) {
                try source.read(Array(bytes[..<count]))
            } catch {
                #expect(error.path == source.rawValue)
                #expect(!error.message.isEmpty)
                if let position = error.position { #expect(position.offset <= count) }
            }
        }
    }

    @Test(arguments: Source.allCases)
    func `random changes of bytes never crash`(source: Source) {
        let bytes = Array(source.text.utf8)
        for _ in 0..<400 {
            var changed = bytes
            for _ in 0...Int.random(in: 0..<4) {
                changed[Int.random(in: 0..<changed.count)] = bytes.randomElement() ?? 0
            }
            do throws(DocumentError) {
                try source.read(changed)
            } catch {
                #expect(error.path == source.rawValue)
            }
        }
    }
}
