import Documents
import Sealing
import TestSupport
import Testing

@testable import Reconciling

@Suite struct SecretMarksTests {
    let name = SecretName("payments", "db")

    func write(_ draft: Draft = Draft(), pending: Bool = false) throws -> Write {
        let desired = try draft.desired
        let contents = DigestKey.number(1).digest(name, draft.type, draft.plain)
        return Write(
            .created,
            desired,
            draft.id(.platform),
            contents,
            pendingRestart: pending ? contents : nil
        )
    }

    func table(_ marks: [(key: String, value: String)]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: marks.map { ($0.key, $0.value) })
    }

    @Test(arguments: [
        Draft(), Draft(deletion: .retain),
        Draft(values: ["a.b-c_d": 2, "b": 3], labels: ["a": "b"]),
        Draft(data: ["url": "x{{password}}"]),
    ])
    func `what is written on a Secret is read again`(draft: Draft) throws {
        for pending in [false, true] {
            let write = try write(draft, pending: pending)
            let labels = table(write.labels)
            let annotations = table(write.annotations)
            #expect(SecretMarks(of: name, labels: labels, annotations: annotations) == write.marks)
            #expect(labels.filter { !$0.key.hasPrefix("fleetseal.dev/") } == draft.labels)
        }
    }

    @Test func `a Secret is ours with the label and its own name alone`() throws {
        let write = try write()
        let labels = table(write.labels)
        let annotations = table(write.annotations)
        let elsewhere = SecretName("shop", "db")
        let there = Ownership(of: elsewhere, labels: labels, annotations: annotations)
        #expect(there == .copy(of: "payments/db"))
        #expect(Ownership(of: name, labels: [:], annotations: annotations) == .foreign)
        #expect(Ownership(of: name, labels: labels, annotations: [:]) == .foreign)
        #expect(Ownership(of: name, labels: labels, annotations: annotations).isOurs)
    }

    @Test func `a record of keys that is too long is left out`() throws {
        let keys = (0..<200).map { "k\(String(repeating: "x", count: 100))\($0)" }
        let values = Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) })
        let write = try write(Draft(values: values))
        #expect(write.marks.keys == nil)
        #expect(!write.annotations.contains { $0.key == SecretMarks.values })
    }

    @Test(arguments: ["", "a.b.c", "x", "-", "..", "a-b"])
    func `a damaged digest is none`(text: String) {
        #expect(WrittenDigest(text) == nil)
        #expect(ContentDigest(text) == nil)
    }

    @Test func `digests of one thing are the same, and of another key not comparable`() throws {
        let one = DigestKey.number(1).digest(name, "Opaque", ["a": "b"])
        #expect(one == DigestKey.number(1).digest(name, "Opaque", ["a": "b"]))
        #expect(one != DigestKey.number(1).digest(name, "Opaque", ["ab": ""]))
        #expect(one != DigestKey.number(1).digest(name, "other", ["a": "b"]))
        #expect(one != DigestKey.number(1).digest(SecretName("shop", "db"), "Opaque", ["a": "b"]))
        let other = DigestKey.number(2).digest(name, "Opaque", ["a": "b"])
        #expect(!one.isComparable(to: other))
        #expect(ContentDigest(one.description) == one)
    }

    @Test func `everything that is written is in one of the digests`() throws {
        let before = try Draft().desired
        for draft in [
            Draft(immutable: true), Draft(deletion: .retain), Draft(labels: ["a": "b"]),
            Draft(annotations: ["a": "b"]), Draft(type: "kubernetes.io/tls"),
        ] {
            let after = try draft.desired
            #expect(after.form != before.form)
            #expect(after.source != before.source)
        }
        for draft in [
            Draft(values: ["password": 2]), Draft(values: ["other": 1]), Draft(sealing: 2),
            Draft(data: ["url": "x"]),
        ] {
            let after = try draft.desired
            #expect(after.form == before.form)
            #expect(after.source != before.source)
        }
        for draft in [
            Draft(folder: "secrets/x"), Draft(drift: .heal), Draft(adopt: .always),
            Draft(suspend: true), Draft(restart: ["deployment/api"]),
        ] {
            let after = try draft.desired
            #expect(after.form == before.form)
            #expect(after.source == before.source)
        }
    }

    @Test(arguments: [
        ("git:a", "git", "a"), ("git::\u{31D}a:b", "git", ":\u{31D}a:b"),
        ("e:\u{31D}a:b", "e", "\u{31D}a:b"),
    ])
    func `a document's source ends at the first colon, whatever combines with it`(
        text: String,
        source: String,
        path: String
    ) throws {
        let id = try #require(DocumentID(text))
        #expect(Array(id.source.text.utf8) == Array(source.utf8))
        #expect(Array(id.path.utf8) == Array(path.utf8))
    }
}
