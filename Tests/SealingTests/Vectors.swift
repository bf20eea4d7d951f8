import Testing

/// Every file of vectors, read once.
enum Vectors {
    static let hashes = VectorFile<HashVector>.load("hashes")
    static let keys = VectorFile<KeyVector>.load("keys")
    static let texts = VectorFile<TextVector>.load("texts")
    static let values = VectorFile<ValueVector>.load("values")
    static let groupKeys = VectorFile<GroupKeyVector>.load("group-keys")
    static let signatures = VectorFile<SignatureVector>.load("signatures")
    static let identities = VectorFile<IdentityVector>.load("identities")
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
    let `public`: Hex
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
        expect(Vectors.hashes.map { _ in nil }, succeeding: 11, failing: 0)
        expect(Vectors.keys.map(\.reason), succeeding: 4, failing: 37)
        expect(Vectors.texts.map(\.reason), succeeding: 31, failing: 121)
        expect(Vectors.values.map(\.reason), succeeding: 13, failing: 85)
        expect(Vectors.groupKeys.map(\.reason), succeeding: 2, failing: 30)
        expect(Vectors.signatures.map(\.reason), succeeding: 2, failing: 15)
        expect(Vectors.identities.map(\.reason), succeeding: 9, failing: 54)
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
