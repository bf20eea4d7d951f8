import Testing

/// Three pebbles and a lamp: a model whose states can be counted by hand.
private struct Pebbles: Model {
    let forbidden: Int?
    let dead: Int?
    let size: Int

    var start: Int { 0 }

    func steps(from state: Int) -> [Step<Int, String>] {
        guard state != dead else { return [] }
        return [1, 2].filter { state + $0 <= size }.map {
            Step("add \($0)", state + $0, isAdverse: $0 == 2)
        }
    }

    func fault(in state: Int) -> String? { state == forbidden ? "there are \(state)" : nil }
    func isComplete(_ state: Int) -> Bool { state == size }
    func milestones(in state: Int) -> Set<Int> { [state] }
}

@Suite struct CheckerTests {
    @Test func `every state is visited once`() {
        let outcome = Checker(Pebbles(forbidden: nil, dead: nil, size: 10)).run()
        #expect(outcome.counterexample == nil)
        #expect(outcome.states == 11)
        #expect(outcome.steps == 19)
        #expect(outcome.depth == 5)
        #expect(outcome.milestones == Set(0...10))
    }

    @Test func `the way to a bad state is a shortest one`() throws {
        let outcome = Checker(Pebbles(forbidden: 5, dead: nil, size: 10)).run()
        let trace = try #require(outcome.counterexample)
        #expect(trace.events.count == 3)
        #expect(trace.fault == "there are 5")
        #expect("\(trace)".hasSuffix("=> there are 5"))
    }

    @Test func `a state with no way on is found`() throws {
        let outcome = Checker(Pebbles(forbidden: nil, dead: 4, size: 10)).run()
        // Without adversity one pebble is added at a time, and that ends at four.
        #expect(try #require(outcome.counterexample).events == [])
        #expect(Checker(Pebbles(forbidden: nil, dead: 4, size: 4)).run().counterexample == nil)
    }

    @Test func `too many states are a finding`() throws {
        let model = Pebbles(forbidden: nil, dead: nil, size: 100)
        let trace = try #require(Checker(model, limit: 50).run().counterexample)
        #expect(trace.fault.contains("more than 50 states"))
    }

    @Test func `cells keep to themselves`() {
        var cells = Cells()
        for index in 0..<21 { cells[index, width: 3] = index % 8 }
        cells[5, width: 3] = 7
        for index in 0..<21 { #expect(cells[index, width: 3] == (index == 5 ? 7 : index % 8)) }
        cells = Cells()
        cells[63] = true
        #expect(cells[63] && !cells[62] && cells.word == 1 << 63)
    }
}
