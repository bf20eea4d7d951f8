import Testing
import TestSupport

@testable import Sealing

@Suite struct HashTests {
    @Test(arguments: Vectors.hashes)
    func `gives what the vectors say`(vector: HashVector) {
        let parts = vector.parts.map(\.bytes)
        guard let key = vector.key else {
            #expect(Hash.digest(vector.context, parts: parts).bytes == vector.digest.bytes)
            return
        }
        let secret = SecretBytes(key.bytes)
        let digest = Hash.keyed(secret.bytes, vector.context, parts: parts)
        #expect(digest.bytes == vector.digest.bytes)
        if parts.isEmpty {
            let derived = Hash.derived(from: secret.bytes, vector.context)
            #expect(revealed(derived) == vector.digest.bytes)
        }
    }

    @Test func `the forms agree`() {
        let listed = Hash.digest("context", [1, 2], [])
        let fed = Hash.digest("context") { input in
            input.append([1, 2])
            input.append("")
        }
        #expect(listed == fed)
        #expect(listed == Hash.digest("context", parts: [[1, 2], []]))
    }

    @Test(arguments: [0, 31, 33])
    func `a digest has 32 bytes`(count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 7, count: count)) == nil)
    }
}
