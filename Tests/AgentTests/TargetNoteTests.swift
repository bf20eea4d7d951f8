import Documents
import Reconciling
import Sealing
import Testing

@testable import Agent

@Suite struct TargetNoteTests {
    @Test(
        arguments: [
            (nil, nil), ("directory:secrets/pay db/x.yaml", ["a", "b.c"]),
            ("git:secrets/x.yaml", []),
        ] as [(String?, [String]?)]
    )
    func `reads what it wrote`(document: String?, keys: [String]?) throws {
        let digest = WrittenDigest(
            source: Hash.digest("a", []),
            form: Hash.digest("b", []),
            contents: ContentDigest(key: "aaaaaaaa", digest: Hash.digest("c", []))
        )
        let marks = SecretMarks(
            document: document.flatMap { DocumentID($0) },
            digest: digest,
            keys: keys,
            deletion: .retain,
            pendingRestart: nil
        )
        let note = TargetNote(
            name: SecretName("pay", "db.x"),
            fleet: "f7k2",
            cluster: "us-1",
            type: "kubernetes.io/tls",
            isImmutable: true,
            marks: marks
        )
        let read = try #require(TargetNote(note.text))
        #expect(read.text == note.text)
        #expect(read.marks.document == marks.document)
        #expect(read.marks.digest == digest)
        #expect(read.marks.deletion == .retain)
        #expect(read.isImmutable)
    }

    @Test(arguments: [
        "", "secret pay\nfleet f\ncluster c\n", "nonsense\n", "secret a/b\ncluster c\n",
    ])
    func `anything else is none`(text: String) {
        #expect(TargetNote(text) == nil)
    }
}
