/// How long to wait after failures: twice as long each time, up to a limit, and never the same for
/// two clients, so that they do not come back together.
struct Backoff {
    private let first: Duration
    private let ceiling: Duration
    private var failures = 0

    init(first: Duration = .milliseconds(250), ceiling: Duration = .seconds(30)) {
        self.first = first
        self.ceiling = ceiling
    }

    /// Counts a failure and says how long to wait: from half of the time to all of it.
    mutating func next(atLeast least: Duration?) -> Duration {
        let whole = min(first * (1 << min(failures, 16)), ceiling)
        failures += 1
        return max(whole * Double.random(in: 0.5...1), least ?? .zero)
    }

    /// Starts again after a success.
    mutating func reset() { failures = 0 }
}
