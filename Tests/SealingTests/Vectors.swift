import TestSupport
import Testing

/// Every vector of this module's constructions, the independent implementation's among them.
enum Vectors {
    static let hashes = VectorFile<HashVector>.load("hashes") + VectorFile.independent("hashes")
    static let keys = VectorFile<KeyVector>.load("keys") + VectorFile.independent("keys")
    static let texts = VectorFile<TextVector>.load("texts") + VectorFile.independent("texts")
    static let values = VectorFile<ValueVector>.load("values") + VectorFile.independent("values")
    static let groupKeys =
        VectorFile<GroupKeyVector>.load("group-keys") + VectorFile.independent("group-keys")
    static let signatures =
        VectorFile<SignatureVector>.load("signatures") + VectorFile.independent("signatures")
    static let identities =
        VectorFile<IdentityVector>.load("identities") + VectorFile.independent("identities")
}

struct HashVector: Decodable, Sendable {
    let name: String
    let key: Hex?
    let context: String
    let parts: [Hex]
    let digest: Hex
}

struct KeyVector: Decodable, Sendable {
    let name: String
    let seed: Hex?
    let publicText: String?
    let privateText: String?
    let fingerprint: Hex?
    let fingerprintText: String?
    let id: String?
    let `public`: Hex
    let reason: String?
}

struct TextVector: Decodable, Sendable {
    let name: String
    let kind: String
    let text: String
    let bytes: Hex?
    let reason: String?
}

struct Place: Decodable, Sendable {
    let fleet: String
    let scope: String
    let group: String
    let namespace: String
    let name: String
    let key: String
    let value: String
}

struct ValueVector: Decodable, Sendable {
    let name: String
    let seed: Hex
    let `public`: Hex?
    let place: Place
    let binding: Hex
    let text: String
    let value: Hex?
    let rule: String?
    let reason: String?
}

struct GroupKeyVector: Decodable, Sendable {
    let name: String
    let memberSeed: Hex
    let fleet: String
    let group: String
    let groupPublic: Hex
    let text: String
    let groupSeed: Hex?
    let rule: String?
    let reason: String?
}

struct SignatureVector: Decodable, Sendable {
    let name: String
    let `public`: Hex
    let digest: Hex
    let text: String
    let seed: Hex?
    let rule: String?
    let reason: String?
}

struct IdentityVector: Decodable, Sendable {
    let name: String
    let text: String
    let passphrase: String?
    let privateText: String?
    let rule: String?
    let reason: String?
}

extension HashVector: CustomTestStringConvertible { var testDescription: String { name } }
extension KeyVector: CustomTestStringConvertible { var testDescription: String { name } }
extension TextVector: CustomTestStringConvertible { var testDescription: String { name } }
extension ValueVector: CustomTestStringConvertible { var testDescription: String { name } }
extension GroupKeyVector: CustomTestStringConvertible { var testDescription: String { name } }
extension SignatureVector: CustomTestStringConvertible { var testDescription: String { name } }
extension IdentityVector: CustomTestStringConvertible { var testDescription: String { name } }

@Suite struct VectorFileTests {
    @Test func `no file is empty or has lost vectors`() {
        expect(Vectors.hashes.map { _ in nil }, succeeding: 21, failing: 0)
        expect(Vectors.keys.map(\.reason), succeeding: 7, failing: 59)
        expect(Vectors.texts.map(\.reason), succeeding: 64, failing: 179)
        expect(Vectors.values.map(\.reason), succeeding: 29, failing: 127)
        expect(Vectors.groupKeys.map(\.reason), succeeding: 3, failing: 44)
        expect(Vectors.signatures.map(\.reason), succeeding: 3, failing: 17)
        expect(Vectors.identities.map(\.reason), succeeding: 15, failing: 71)
    }

    private func expect(
        _ reasons: [String?],
        succeeding: Int,
        failing: Int,
        at location: SourceLocation = #_sourceLocation
    ) {
        let failures = reasons.compactMap(\.self).count
        #expect(reasons.count - failures >= succeeding, sourceLocation: location)
        #expect(failures >= failing, sourceLocation: location)
    }
}
