import Testing
import TestSupport

@testable import Sealing

@Suite struct TextTests {
    @Test(arguments: Vectors.texts.filter { $0.reason == nil })
    func `reads and writes what the vectors say`(vector: TextVector) throws {
        let bytes = vector.bytes?.bytes
        switch vector.kind {
        case "public key":
            let key = try PublicKey(text: vector.text)
            #expect(key.bytes == bytes)
            #expect(key.text == vector.text)
        case "private key":
            let key = try PrivateKey(text: SecretBytes(vector.text).bytes)
            let same = try PrivateKey(seed: SecretBytes(try #require(bytes)))
            #expect(key.publicKey == same.publicKey)
            #expect(revealed(key.text) == Array(vector.text.utf8))
        case "fingerprint":
            let fingerprint = try Fingerprint(text: vector.text)
            #expect(fingerprint.bytes == bytes)
            #expect(fingerprint.description == vector.text)
        case "key id": #expect(KeyID(vector.text)?.text == vector.text)
        case "value id": #expect(ValueID(vector.text)?.text == vector.text)
        case "base32":
            #expect(Base32.decode(vector.text) == bytes)
            #expect(bytes.map { Base32.encode($0) } == vector.text)
        case "base32 in upper case":
            #expect(Base32.decode(vector.text, upperCase: true) == bytes)
            #expect(bytes.map { Base32.encode($0, upperCase: true) } == vector.text)
        case "base64":
            #expect(Base64.decode(vector.text) == bytes)
            #expect(bytes.map { Base64.encode($0) } == vector.text)
        default: Issue.record("unknown kind \(vector.kind)")
        }
    }

    @Test(arguments: Vectors.texts.filter { $0.reason != nil })
    func `refuses the others for their reason`(vector: TextVector) {
        #expect(reasonToRefuse(vector) == vector.reason)
    }

    private func reasonToRefuse(_ vector: TextVector) -> String? {
        do throws(KeyError) {
            switch vector.kind {
            case "public key": _ = try PublicKey(text: vector.text)
            case "private key": _ = try PrivateKey(text: SecretBytes(vector.text).bytes)
            case "fingerprint": _ = try Fingerprint(text: vector.text)
            case "key id": return KeyID(vector.text) == nil ? "malformed" : nil
            case "value id": return ValueID(vector.text) == nil ? "malformed" : nil
            case "base32": return Base32.decode(vector.text) == nil ? "malformed" : nil
            case "base32 in upper case":
                return Base32.decode(vector.text, upperCase: true) == nil ? "malformed" : nil
            case "base64":
                var arena = SecretArena()
                let secret = Base64.decode(secret: SecretBytes(vector.text).bytes, into: &arena)
                return secret == nil && Base64.decode(vector.text) == nil ? "malformed" : nil
            default: return "unknown kind \(vector.kind)"
            }
            return nil
        } catch {
            return error.word
        }
    }
}
