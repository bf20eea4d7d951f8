import Sealing
import TestSupport
import Testing
import YAML

@testable import Documents

/// The vectors that the independent implementation made, for what this module computes.
@Suite struct IndependentTests {
    static let canonical = VectorFile<CanonicalVector>.independent("canonical")
    static let plainScalars = VectorFile<PlainScalarVector>.independent("plain-scalars")
    static let registry = VectorFile<RegistryVector>.independent("registry")
    static let endorsements = VectorFile<EndorsementVector>.independent("endorsements")
    static let templates = VectorFile<TemplateVector>.independent("templates")
    static let selectors = VectorFile<SelectorVector>.independent("selectors")

    @Test func `no construction has lost vectors`() {
        #expect(Self.canonical.count >= 40)
        #expect(Self.plainScalars.count >= 89)
        #expect(Self.registry.count >= 30)
        #expect(Self.endorsements.count >= 8)
        #expect(Self.templates.count >= 37)
        #expect(Self.selectors.count >= 48)
    }

    @Test(arguments: canonical)
    func `encodes what a signature covers`(vector: CanonicalVector) throws {
        do {
            let file = try YAMLFile(Array(vector.yamlText.utf8))
            let node = try #require(file.documents.first)
            guard file.documents.count == 1 else {
                #expect(vector.reason == "wrong document count")
                return
            }
            #expect(Canonical.encode(node) == vector.encoded?.bytes)
        } catch let error as YAMLError {
            #expect(vector.reason != nil, "\(error)")
        }
    }

    @Test(arguments: plainScalars)
    func `knows what reads as a string`(vector: PlainScalarVector) throws {
        let file = try YAMLFile(Array("a: \(vector.text)\n".utf8))
        let node = try #require(file.documents.first?["a"])
        #expect(node.isPlainNonString == !vector.string)
    }

    @Test(arguments: registry)
    func `verifies the registry`(vector: RegistryVector) throws {
        let file = try YAMLFile(Array(vector.specText.utf8))
        let spec = try #require(file.documents.first)
        let (fleet, name) = (vector.fleet, vector.document.name)
        let statement =
            switch try #require(Kind(rawValue: vector.document.kind)) {
            case .fleet: FleetDocument.statement(fleet: fleet, name: name, spec: spec)
            case .cluster: ClusterDocument.statement(fleet: fleet, name: name, spec: spec)
            case .group: GroupDocument.statement(fleet: fleet, name: name, spec: spec)
            case .secret: throw Unknown()
            }
        if let digest = vector.digest { #expect(statement.bytes == digest.bytes) }
        let signature = try #require(Signature(text: vector.text))
        let isVerified = try PublicKey(bytes: vector.public.bytes).verifies(
            signature,
            over: statement
        )
        #expect(isVerified == (vector.reason == nil))
    }

    @Test(arguments: endorsements)
    func `verifies endorsements`(vector: EndorsementVector) throws {
        let statement = ClusterKey.endorsementStatement(
            fleet: vector.fleet,
            cluster: vector.cluster,
            key: try PublicKey(bytes: vector.endorsed.bytes),
            created: vector.createdText
        )
        if let digest = vector.digest { #expect(statement.bytes == digest.bytes) }
        guard let signature = Signature(text: vector.text) else {
            #expect(vector.reason == "malformed")
            return
        }
        let before = try PublicKey(bytes: vector.before.bytes)
        #expect(before.verifies(signature, over: statement) == (vector.reason == nil))
    }

    @Test(arguments: templates)
    func `renders templates`(vector: TemplateVector) throws {
        var arena = SecretArena()
        var output = SecretArena()
        var ranges: [String: Range<Int>] = [:]
        for (key, value) in vector.values {
            ranges[key] = arena.append(SecretBytes(value.bytes).bytes)
        }
        do throws(TemplateError) {
            let range = try Template(parsing: vector.text).render(
                values: arena,
                key: { ranges[$0] },
                cluster: { $0 == "name" ? vector.cluster : vector.labels[$0] },
                into: &output
            )
            #expect(revealed(range, in: output) == vector.rendered?.bytes)
        } catch {
            #expect(vector.reason != nil, "\(error)")
        }
    }

    @Test(arguments: selectors)
    func `selects clusters`(vector: SelectorVector) throws {
        do {
            let selector: LabelSelector
            if let text = vector.text {
                selector = try LabelSelector(parsing: text)
            } else {
                let file = try YAMLFile(Array(try #require(vector.yamlText).utf8))
                let node = try #require(file.documents.first)
                selector = try LabelSelector(Fields(node, of: "spec.select", in: "group.yaml"))
            }
            #expect(selector.matches(vector.labels) == vector.matches)
        } catch is ExpectationFailedError {
        } catch {
            #expect(vector.reason != nil, "\(error)")
        }
    }

    private struct Unknown: Error {}
}

struct CanonicalVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let yamlText: String
    let encoded: Hex?
    let reason: String?
    var testDescription: String { name }
}

struct PlainScalarVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let string: Bool
    var testDescription: String { name }
}

struct RegistryVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Title: Decodable, Sendable {
        let kind: String
        let name: String
    }

    let name: String
    let fleet: String
    let document: Title
    let specText: String
    let `public`: Hex
    let text: String
    let digest: Hex?
    let reason: String?
    var testDescription: String { name }
}

struct EndorsementVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let fleet: String
    let cluster: String
    let endorsed: Hex
    let createdText: String
    let before: Hex
    let text: String
    let digest: Hex?
    let reason: String?
    var testDescription: String { name }
}

struct TemplateVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let values: [String: Hex]
    let cluster: String
    let labels: [String: String]
    let rendered: Hex?
    let reason: String?
    var testDescription: String { name }
}

struct SelectorVector: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let text: String?
    let yamlText: String?
    let labels: [String: String]
    let matches: Bool?
    let reason: String?
    var testDescription: String { name }
}
