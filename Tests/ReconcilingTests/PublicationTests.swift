import Reconciling
import Sealing
import TestSupport
import Testing

@Suite struct PublicationTests {
    private static let keys = (0..<3).map { _ in PrivateKey.random().publicKey }

    @Test(arguments: [nil, "6e0b8c3a-9c5b-4b50-9a35-64f0f7a3b0c1"], [0, 1, 2])
    func `is read as it is written`(kubeSystem: String?, others: Int) throws {
        let publication = Publication(
            cluster: "us-east-1",
            kubeSystem: kubeSystem,
            active: Self.keys[0],
            others: Array(Self.keys[1...].prefix(others))
        )
        #expect(Publication(publication.text) == publication)
    }

    @Test(arguments: [
        ("cluster us-east-1\n", "cluster us east\n"), ("cluster us-east-1\n", ""),
        ("fleetseal-publication-1", "fleetseal-publication-2"), ("active", "opens"),
        ("opens", "active"), ("fspub1", "fspub2"), ("\n", "\r\n"), ("\n", "\n\n"),
        ("kube-system u", "kube-system "), ("active k", "active j"),
    ])
    func `what is changed is refused`(old: String, new: String) {
        let text = Publication(
            cluster: "us-east-1",
            kubeSystem: "u",
            active: Self.keys[0],
            others: [Self.keys[1]]
        ).text
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        #expect(Publication(changed) == nil)
    }

    @Test func `a key under another key's id is refused`() {
        let one = Publication(
            cluster: "a",
            kubeSystem: nil,
            active: Self.keys[0],
            others: []
        ).text
        let swapped = one.replacing(Self.keys[0].text, with: Self.keys[1].text)
        #expect(Publication(swapped) == nil)
    }
}
