import Testing
import TestSupport

@testable import Sealing

@Suite struct SignatureTests {
    @Test func `verifies under its own key and digest only`() throws {
        let key = PrivateKey.random()
        let other = PrivateKey.random()
        let digest = Hash.digest("test", [1])
        let signature = key.signature(over: digest)
        let isValid = key.publicKey.verifies(signature, over: digest)
        #expect(isValid)
        let isOthers = other.publicKey.verifies(signature, over: digest)
        #expect(!isOthers)
        #expect(!key.publicKey.verifies(signature, over: Hash.digest("test", [2])))
        #expect(Signature(text: signature.text) == signature)
    }

    @Test(arguments: Vectors.signatures.filter { $0.rule == nil })
    func `verifies or fails as the vectors say`(vector: SignatureVector) throws {
        let key = try PublicKey(bytes: vector.public.bytes)
        let digest = try #require(Digest(bytes: vector.digest.bytes))
        guard let signature = Signature(text: vector.text) else {
            #expect(vector.reason == "malformed")
            return
        }
        let isValid = key.verifies(signature, over: digest)
        #expect((isValid ? nil : "not verified") == vector.reason)
        if let seed = vector.seed {
            let signer = try PrivateKey(seed: SecretBytes(seed.bytes))
            #expect(signer.signature(over: digest).text == vector.text)
        }
    }

    @Test(arguments: Vectors.signatures.filter { $0.rule != nil })
    func `fails by rule as the vectors say`(vector: SignatureVector) throws {
        let key = try PublicKey(bytes: vector.public.bytes)
        let digest = try #require(Digest(bytes: vector.digest.bytes))
        let signature = try #require(Signature(text: vector.text))
        #expect(key.verifies(signature, over: digest))
        switch vector.rule {
        case "flip each bit of the signature":
            for changed in signature.bytes.withEachBitFlipped {
                let other = try #require(Signature(bytes: changed))
                #expect(!key.verifies(other, over: digest))
            }
        case "flip each bit of the digest":
            for changed in digest.bytes.withEachBitFlipped {
                let other = try #require(Digest(bytes: changed))
                #expect(!key.verifies(signature, over: other))
            }
        default: Issue.record("unknown rule \(vector.rule ?? "")")
        }
    }
}
