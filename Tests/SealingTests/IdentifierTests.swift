import Testing

@testable import Sealing

@Suite struct IdentifierTests {
    @Test func `random ids are of their form and differ`() {
        let ids = (0..<100).map { _ in ValueID.random() }
        #expect(ids.allSatisfy { ValueID($0.text) == $0 })
        #expect(Set(ids).count == ids.count)
        let characters = Set(ids.flatMap { $0.text.dropFirst() })
        #expect(characters.count == 32)
    }

    @Test func `ids sort by their bytes`() throws {
        let texts = ["v2222222", "v7zzzzzz", "vaaaaaaa", "vaaaaaab", "vzzzzzzz"]
        let sorted = [Int](texts.indices).sorted { texts[$0] < texts[$1] }.map { texts[$0] }
        #expect(texts.compactMap { ValueID($0) }.reversed().sorted().map(\.text) == sorted)
    }

    @Test func `a substring will do`() {
        #expect(KeyID("kaaaaaaaaaaa:rest".prefix(12))?.text == "kaaaaaaaaaaa")
    }
}
