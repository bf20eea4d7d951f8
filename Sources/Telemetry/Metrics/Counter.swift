/// A number that only grows, or one for each value of a label.
package struct Counter: Sendable {
    private let metrics: Metrics
    private let family: Int
    private let values: [String]

    init(_ metrics: Metrics, _ family: Int, _ values: [String]) {
        self.metrics = metrics
        self.family = family
        self.values = values
    }

    /// Adds to the number of a label's value; values that were not declared are a mistake of ours.
    package func add(_ count: Int = 1, _ value: String = "") {
        precondition(count >= 0, "counters grow")
        guard let index = values.firstIndex(of: value) else {
            preconditionFailure("a label's value that was not declared")
        }
        metrics.update(family, index) { $0 + Double(count) }
    }
}

/// A number that goes up and down, or one for each value of a label.
package struct Gauge: Sendable {
    private let metrics: Metrics
    private let family: Int
    private let values: [String]

    init(_ metrics: Metrics, _ family: Int, _ values: [String]) {
        self.metrics = metrics
        self.family = family
        self.values = values
    }

    /// Sets the number of a label's value; values that were not declared are a mistake of ours.
    package func set(_ number: Double, _ value: String = "") {
        guard let index = values.firstIndex(of: value) else {
            preconditionFailure("a label's value that was not declared")
        }
        metrics.update(family, index) { _ in number }
    }

    package func set(_ number: Int, _ value: String = "") { set(Double(number), value) }
}

/// How often something took how long.
package struct HistogramMetric: Sendable {
    private let metrics: Metrics
    private let family: Int

    init(_ metrics: Metrics, _ family: Int) {
        self.metrics = metrics
        self.family = family
    }

    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        metrics.observe(family, Double(seconds) + Double(attoseconds) / 1e18)
    }
}
