/// When to look at the server next, as a value: times are passed in, and so is chance.
///
/// Times are durations since a moment that does not matter, on a clock that never goes back.
package struct PollSchedule: Sendable, Equatable {
    package struct Settings: Sendable, Equatable {
        /// From the end of one look to the next.
        package var interval: Duration
        /// Which part of the interval chance may add or take away, so that clusters that were started
        /// together do not ask together.
        package var jitter: Double
        /// After the first failure; doubled with each one that follows.
        package var firstRetry: Duration
        /// What the doubling stops at.
        package var longestRetry: Duration
        /// Between two looks, however many hooks there are.
        package var shortest: Duration

        package init(
            interval: Duration = .seconds(300),
            jitter: Double = 0.1,
            firstRetry: Duration = .seconds(5),
            longestRetry: Duration = .seconds(300),
            shortest: Duration = .milliseconds(500)
        ) {
            self.interval = interval
            self.jitter = jitter
            self.firstRetry = firstRetry
            self.longestRetry = longestRetry
            self.shortest = shortest
        }
    }

    package let settings: Settings
    /// When the next look is due; nothing while one is under way.
    package private(set) var due: Duration?
    /// Failures without a success in between.
    package private(set) var failures = 0
    private var lastStart: Duration?
    // Something was said to have changed after the look under way had begun.
    private var isHooked = false

    /// The first look is due at once.
    package init(_ settings: Settings, at now: Duration) {
        self.settings = settings
        due = now
    }

    /// A look begins.
    package mutating func begin(at now: Duration) {
        due = nil
        lastStart = now
        isHooked = false
    }

    /// The look under way is over; `random` is in 0…1.
    package mutating func end(at now: Duration, succeeded: Bool, random: Double) {
        let random = min(max(random, 0), 1)
        if succeeded {
            failures = 0
            due = now + settings.interval * (1 + settings.jitter * (2 * random - 1))
        } else {
            failures += 1
            var wait = settings.firstRetry
            for _ in 1..<min(failures, 40) where wait < settings.longestRetry { wait = wait * 2 }
            due = now + min(wait, settings.longestRetry) * (1 - random / 2)
        }
        if isHooked { hurry(at: now) }
    }

    /// Somebody says that there is something new; many say so no faster than one.
    package mutating func hook(at now: Duration) {
        isHooked = true
        if due != nil { hurry(at: now) }
    }

    private mutating func hurry(at now: Duration) {
        let soonest = max(now, (lastStart ?? now - settings.shortest) + settings.shortest)
        due = min(due ?? soonest, soonest)
        isHooked = false
    }
}
