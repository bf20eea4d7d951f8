import Testing
import TestSupport

@testable import Sealing

@Suite struct KeyTests {
    @Test(arguments: Vectors.keys.filter { $0.reason == nil })
    func `a seed gives what the vectors say`(vector: KeyVector) throws {
        let seed = try #require(vector.seed)
        let key = try PrivateKey(seed: SecretBytes(seed.bytes))
        let known = key.publicKey
        #expect(known.bytes == vector.public.bytes)
        #expect(known.text == vector.publicText)
        #expect(known.fingerprint.bytes == vector.fingerprint?.bytes)
        #expect(known.fingerprint.description == vector.fingerprintText)
        #expect(known.id.text == vector.id)
        #expect(revealed(key.text) == Array(try #require(vector.privateText).utf8))
        #expect(try PublicKey(bytes: vector.public.bytes) == known)
        #expect(try Fingerprint(text: known.fingerprint.description) == known.fingerprint)
    }

    @Test(arguments: Vectors.keys.filter { $0.reason != nil })
    func `other public keys are refused`(vector: KeyVector) {
        let error = #expect(throws: KeyError.self) { try PublicKey(bytes: vector.public.bytes) }
        #expect(error?.word == vector.reason)
    }

    @Test func `texts can be read again`() throws {
        for _ in 0..<50 {
            let key = PrivateKey.random()
            let again = try PrivateKey(text: key.text.bytes)
            #expect(again.publicKey == key.publicKey)
            #expect(try PublicKey(text: key.publicKey.text) == key.publicKey)
        }
    }

    @Test(arguments: [0, 31, 33, 64])
    func `a seed has 32 bytes`(count: Int) {
        let error = #expect(throws: KeyError.self) {
            _ = try PrivateKey(seed: SecretBytes([UInt8](repeating: 1, count: count)))
        }
        #expect(error?.reason == .length(count, expected: 32))
    }

    @Test func `an error does not repeat the text`() {
        let canary = "hunter2-canary"
        let error = #expect(throws: KeyError.self) {
            _ = try PrivateKey(text: SecretBytes("FSKEY-\(canary)").bytes)
        }
        #expect(error?.description.contains(canary) == false)
    }

    @Test func `two random keys differ`() {
        let (one, other) = (HeldKey(.random()), HeldKey(.random()))
        #expect(one.key.publicKey != other.key.publicKey)
        #expect(one.key.id != other.key.id)
    }
}
