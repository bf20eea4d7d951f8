import Sealing
import Testing

@testable import Rotation

@Suite struct PublicationTests {
    private let active = HeldKey(PrivateKey.random())
    private let next = HeldKey(PrivateKey.random())
    private let group = HeldKey(PrivateKey.random())
    private let origin = Publication.Origin(
        cluster: "us-east-1",
        kubeSystem: "0c7f0b5e-5f0a-4d5c-8f0e-0a8a9e1a2b3c",
        instance: "iabcdefgh"
    )

    private func keys(withNext: Bool = true) -> PublishedKeys {
        PublishedKeys(
            active: active.key.publicKey,
            next: withNext
                ? PublishedKeys.Next(
                    publicKey: next.key.publicKey,
                    created: "2027-02-19",
                    endorsement: active.key.signature(over: Hash.digest("any"))
                ) : nil,
            others: [PrivateKey.random().publicKey]
        )
    }

    private func line(_ name: String = "production") -> PublishedLine {
        let sealed = SealedGroupKey.seal(
            group.key,
            fleet: "f1",
            group: name,
            to: next.key.publicKey
        )
        return PublishedLine(
            sealed,
            of: name,
            group.key,
            to: next.key.publicKey,
            cluster: "us-east-1",
            fleet: "f1"
        )
    }

    private func publication(
        after last: Publication? = nil,
        keys: PublishedKeys,
        lines: [PublishedLine] = []
    ) -> Publication? {
        .following(
            last,
            from: origin,
            fleet: "f1",
            keys: keys,
            lines: lines,
            signedBy: active,
            and: keys.next == nil ? nil : next
        )
    }

    @Test func `it is read as it is written, and signed by both keys`() throws {
        let made = try #require(publication(keys: keys(), lines: [line("b"), line("a")]))
        #expect(made.lines.map(\.group) == ["a", "b"])
        #expect(made.signatures.count == 2)
        #expect(made.isSigned)
        let read = try #require(Publication(made.text))
        #expect(read == made)
        #expect(read.isSigned)
        #expect(read.digest == made.digest)
    }

    @Test func `with one key it has one signature`() throws {
        let made = try #require(publication(keys: keys(withNext: false)))
        #expect(made.signatures.count == 1)
        #expect(made.isSigned)
        #expect(Publication(made.text) == made)
    }

    @Test func `the next one names the one before, and there is none without news`() throws {
        let lines = [line()]
        let keys = keys()
        let first = try #require(publication(keys: keys, lines: lines))
        #expect(first.counter == 1)
        #expect(first.previous == nil)
        #expect(publication(after: first, keys: keys, lines: lines) == nil)
        let second = try #require(publication(after: first, keys: keys))
        #expect(second.counter == 2)
        #expect(second.previous == first.digest)
        #expect(Publication(second.text) == second)
    }

    @Test func `no byte of it can be changed`() throws {
        let text = try #require(publication(keys: keys(), lines: [line()])).text
        let bytes = Array(text.utf8)
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= 1
            let read = Publication(String(decoding: changed, as: UTF8.self))
            #expect(read?.isSigned != true, "byte \(offset)")
        }
        for count in 0..<bytes.count {
            let read = Publication(String(decoding: bytes[..<count], as: UTF8.self))
            #expect(read?.isSigned != true, "the first \(count) bytes")
        }
        #expect(Publication(text + "\n") == nil)
        #expect(Publication(text.replacing("\n", with: "\r\n")) == nil)
    }

    @Test func `a proof is about one line, for one key of one cluster of one fleet`() {
        let line = line()
        let member = next.key.publicKey
        #expect(line.isProven(to: member, cluster: "us-east-1", fleet: "f1"))
        #expect(!line.isProven(to: active.key.publicKey, cluster: "us-east-1", fleet: "f1"))
        #expect(!line.isProven(to: member, cluster: "us-east-2", fleet: "f1"))
        #expect(!line.isProven(to: member, cluster: "us-east-1", fleet: "f2"))
        for other in [
            PublishedLine(
                group: "staging",
                groupKey: line.groupKey,
                sealed: line.sealed,
                proof: line.proof
            ),
            PublishedLine(
                group: line.group,
                groupKey: active.key.publicKey,
                sealed: line.sealed,
                proof: line.proof
            ),
            PublishedLine(
                group: line.group,
                groupKey: line.groupKey,
                sealed: self.line().sealed,
                proof: line.proof
            ),
        ] {
            #expect(!other.isProven(to: member, cluster: "us-east-1", fleet: "f1"))
        }
    }
}
