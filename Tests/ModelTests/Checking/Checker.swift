/// Goes through every state that a model can reach, nearest first.
///
/// The first bad state that it finds is as near to the start as any, so the way there is a shortest
/// one.
struct Checker<Checked: Model> {
    typealias State = Checked.State

    let model: Checked
    /// More states than this are a mistake in the bounds of the model.
    let limit: Int

    init(_ model: Checked, limit: Int = 2_000_000) {
        self.model = model
        self.limit = limit
    }

    /// What was found.
    struct Outcome {
        /// How many different states there are.
        let states: Int
        let steps: Int
        /// How many events the farthest state is away.
        let depth: Int
        /// All that was reached on the way.
        let milestones: Checked.Milestones
        /// The way to a bad state, or to one with no way on.
        let counterexample: Trace?
    }

    /// Looks at every state.
    ///
    /// `progress` also asks whether each state has a way on to a complete one without adversity.
    func run(progress: Bool = true) -> Outcome {
        var search = Search(model)
        var next = 0
        while next < search.states.count, search.states.count <= limit {
            if let fault = model.fault(in: search.states[next]) {
                return outcome(search, Trace(model, search, to: next, fault))
            }
            search.expand(next)
            next += 1
        }
        guard search.states.count <= limit else {
            let fault = "more than \(limit) states: this one is as far away as any"
            return outcome(search, Trace(model, search, to: next - 1, fault))
        }
        guard progress, let stuck = search.stuck() else {
            return outcome(search, nil)
        }
        let fault = "there is no way on from here"
        return outcome(search, Trace(model, search, to: stuck, fault))
    }

    private func outcome(_ search: Search<Checked>, _ trace: Trace?) -> Outcome {
        Outcome(
            states: search.states.count,
            steps: search.stepCount,
            depth: search.depths.last.map(Int.init) ?? 0,
            milestones: search.milestones,
            counterexample: trace
        )
    }
}
