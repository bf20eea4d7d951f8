import Testing
import TestSupport

@testable import Sealing

@Suite struct IdentityFileTests {
    @Test func `a plain file can be read again`() throws {
        let key = PrivateKey.random()
        let file = try IdentityFile(parsing: IdentityFile.plain(key).bytes)
        #expect(file.isLocked == false)
        let again = try file.key()
        #expect(again.publicKey == key.publicKey)
    }

    @Test func `a locked file opens with its passphrase only`() throws {
        let key = PrivateKey.random()
        let cost = try #require(PassphraseCost(passes: 1, memory: 8_192))
        let passphrase = SecretBytes("correct horse")
        let text = try IdentityFile.locked(key, passphrase: passphrase.bytes, cost: cost)
        let file = try IdentityFile(parsing: SecretBytes(text).bytes)
        #expect(file.isLocked == true)
        let again = try file.key(passphrase: passphrase.bytes)
        #expect(again.publicKey == key.publicKey)
        #expect(throws: IdentityFileError.notAuthentic) {
            _ = try IdentityFile(parsing: SecretBytes(text).bytes)
                .key(passphrase: SecretBytes("correct horse ").bytes)
        }
        #expect(throws: IdentityFileError.passphraseNeeded) {
            _ = try IdentityFile(parsing: SecretBytes(text).bytes).key()
        }
    }

    @Test func `files are written at 3 passes over 256 MiB`() {
        #expect(PassphraseCost.standard == PassphraseCost(passes: 3, memory: 268_435_456))
        #expect(PassphraseCost.highest == PassphraseCost(passes: 10, memory: 1_073_741_824))
    }

    @Test func `nothing is put under an empty passphrase`() {
        #expect(throws: IdentityFileError.passphraseEmpty) {
            _ = try IdentityFile.locked(PrivateKey.random(), passphrase: SecretBytes("").bytes)
        }
    }

    @Test(arguments: Vectors.identities)
    func `opens or fails as the vectors say`(vector: IdentityVector) throws {
        let outcome = open(SecretBytes(try text(of: vector)).bytes, passphrase: vector.passphrase)
        #expect(outcome.reason == vector.reason)
        #expect(outcome.text == vector.privateText)
    }

    private func text(of vector: IdentityVector) throws -> String {
        guard let rule = vector.rule else { return vector.text }
        let count = try #require(rule.split(separator: " ").compactMap { Int($0) }.first)
        #expect(rule == "put one comment line in front: \(count) bytes together")
        let filling = count - vector.text.utf8.count - 2
        return "#" + String(repeating: "x", count: filling) + "\n" + vector.text
    }

    private func open(
        _ text: RawSpan,
        passphrase: String?
    ) -> (text: String?, reason: String?) {
        do throws(IdentityFileError) {
            let file = try IdentityFile(parsing: text)
            guard let passphrase else {
                let key = try file.key()
                return (String(decoding: revealed(key.text), as: UTF8.self), nil)
            }
            let key = try file.key(passphrase: SecretBytes(passphrase).bytes)
            return (String(decoding: revealed(key.text), as: UTF8.self), nil)
        } catch {
            return (nil, error.word)
        }
    }
}
