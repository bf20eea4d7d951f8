/// The events that lead to a bad state, in order.
struct Trace: CustomStringConvertible {
    let events: [String]
    /// What is wrong at the end.
    let fault: String
    private static let shown = 30

    init<Checked: Model>(
        _ model: Checked,
        _ search: Search<Checked>,
        to index: Int,
        _ fault: String
    ) {
        var events: [String] = []
        var child = index
        while search.parents[child] >= 0 {
            let parent = Int(search.parents[child])
            // Events are not kept: the few that are on the way are found again.
            let step = model.steps(from: search.states[parent]).first {
                $0.state == search.states[child]
            }
            events.append(step.map { "\($0.event)" } ?? "?")
            child = parent
        }
        self.events = events.reversed()
        self.fault = fault
    }

    var description: String {
        var lines = events.prefix(Self.shown).enumerated().map {
            "\($0.offset + 1). \($0.element)"
        }
        if events.count > Self.shown { lines.append("and \(events.count - Self.shown) more") }
        return (lines + ["=> \(fault)"]).joined(separator: "\n")
    }
}
