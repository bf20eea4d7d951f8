/// The time, as it is handed to everything that decides.
package struct Time: Hashable, Sendable {
    /// What clocks on the wall show; it may jump.
    package let wall: Moment
    /// Since some start, never going back.
    package let steady: Duration

    package init(wall: Moment, steady: Duration) {
        self.wall = wall
        self.steady = steady
    }
}
