import Documents
import Sealing
import TestSupport
import Testing
import YAML

@testable import Fleet

/// The vectors that the independent implementation made, for rules.
@Suite struct RuleVectorTests {
    static let vectors = VectorFile<RuleVector>.independent("rules")

    @Test func `no vector was lost`() {
        #expect(Self.vectors.count >= 132)
        #expect(Self.vectors.count { $0.allowed == true } >= 39)
        #expect(Self.vectors.count { $0.allowed == false } >= 41)
    }

    @Test(arguments: vectors)
    func `allows the same`(vector: RuleVector) throws {
        let rules: [Rule]
        do {
            rules = try RuleFixture.rules(flow: vector.yamlText)
        } catch let error as DocumentError {
            #expect(vector.reason != nil, "\(error)")
            return
        }
        #expect(vector.reason == nil)
        var subject = RuleSubject(
            SecretStore.Title(namespace: vector.namespace, name: "db"),
            paths: vector.paths,
            type: vector.type,
            scope: try #require(Scope(rawValue: vector.scope))
        )
        for group in vector.groups { subject.add(group: group) }
        #expect(RuleJudge(rules).violations(of: subject).isEmpty == vector.allowed)
    }
}

struct RuleVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let yamlText: String
    let paths: [String]?
    let namespace: String
    let type: String
    let scope: String
    let groups: [String]
    let allowed: Bool?
    let reason: String?
    var testDescription: String { name }
}
