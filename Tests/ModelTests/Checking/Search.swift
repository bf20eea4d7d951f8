/// The states found so far, each with the one it was first reached from.
struct Search<Checked: Model> {
    typealias State = Checked.State

    private let model: Checked
    private(set) var states: [State] = []
    private(set) var parents: [Int32] = []
    private(set) var depths: [Int32] = []
    private(set) var stepCount = 0
    private(set) var milestones: Checked.Milestones = []
    private var numbers: [State: Int32] = [:]
    /// Steps without adversity, as pairs of numbers of states.
    private var from: [Int32] = []
    private var to: [Int32] = []

    init(_ model: Checked) {
        self.model = model
        _ = number(of: model.start, parent: -1, depth: 0)
    }

    /// Adds what may come after a state.
    mutating func expand(_ index: Int) {
        milestones.formUnion(model.milestones(in: states[index]))
        let depth = depths[index] + 1
        for step in model.steps(from: states[index]) {
            stepCount += 1
            let child = number(of: step.state, parent: Int32(index), depth: depth)
            guard !step.isAdverse else { continue }
            from.append(Int32(index))
            to.append(child)
        }
    }

    private mutating func number(of state: State, parent: Int32, depth: Int32) -> Int32 {
        if let known = numbers[state] { return known }
        let number = Int32(states.count)
        numbers[state] = number
        states.append(state)
        parents.append(parent)
        depths.append(depth)
        return number
    }

    /// The nearest state from which no complete one can be reached without adversity.
    func stuck() -> Int? {
        // The steps backwards, those into one state side by side.
        var starts = [Int32](repeating: 0, count: states.count + 1)
        for target in to { starts[Int(target) + 1] += 1 }
        for index in states.indices { starts[index + 1] += starts[index] }
        var sources = [Int32](repeating: 0, count: to.count)
        var filled = starts
        for (source, target) in zip(from, to) {
            sources[Int(filled[Int(target)])] = source
            filled[Int(target)] += 1
        }
        var reaches = states.map { model.isComplete($0) }
        var waiting = states.indices.filter { reaches[$0] }
        while let index = waiting.popLast() {
            for source in sources[Int(starts[index])..<Int(starts[index + 1])]
            where !reaches[Int(source)] {
                reaches[Int(source)] = true
                waiting.append(Int(source))
            }
        }
        return reaches.firstIndex(of: false)
    }
}
