/// A system as a set of states and what may happen in each.
///
/// Everything that can happen is listed, in whatever order it may come: what holds in all reachable
/// states holds however unluckily the parts are interleaved.
protocol Model: Sendable {
    associatedtype State: Hashable
    associatedtype Event: CustomStringConvertible
    associatedtype Milestones: SetAlgebra

    var start: State { get }

    /// All that may happen next. Events that change nothing may be left out.
    func steps(from state: State) -> [Step<State, Event>]

    /// What must never be so and is, in a sentence; nothing in a good state.
    func fault(in state: State) -> String?

    /// Whether all that was begun has ended well.
    func isComplete(_ state: State) -> Bool

    /// What has been reached here, so that a check which never gets anywhere can be told from a good
    /// one.
    func milestones(in state: State) -> Milestones
}

/// One event and the state after it.
struct Step<State, Event> {
    let event: Event
    let state: State
    /// Whether it only happens by bad luck, by malice or by a person's decision.
    ///
    /// Nobody may have to wait for such an event: it is no part of a way on.
    let isAdverse: Bool

    init(_ event: Event, _ state: State, isAdverse: Bool = false) {
        self.event = event
        self.state = state
        self.isAdverse = isAdverse
    }
}
