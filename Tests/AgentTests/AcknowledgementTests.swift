import Testing

@testable import Agent

@Suite struct AcknowledgementTests {
    @Test(arguments: [
        ("set-tqtrwoqurtq3exam", true), ("set-tqtrwoqurtq3exa", false), ("nonsense", false),
        (String(repeating: "a1", count: 20), true), (String(repeating: "a1", count: 32), true),
        (String(repeating: "a1", count: 21), false), ("", false),
    ])
    func `a token is a revision or the name of a set`(text: String, isOne: Bool) {
        #expect(AgentState.isToken(text) == isOne)
    }
}
