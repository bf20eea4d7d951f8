/// How many of the numbers seen are at most each bound.
struct Histogram: Sendable {
    private let bounds: [Double]
    private var counts: [Int]
    private var sum = 0.0
    private var total = 0

    init(buckets: [Double]) {
        bounds = buckets
        counts = Array(repeating: 0, count: buckets.count)
    }

    mutating func add(_ number: Double) {
        for (index, bound) in bounds.enumerated() where number <= bound { counts[index] += 1 }
        sum += number
        total += 1
    }

    func lines(_ name: String) -> [String] {
        zip(bounds, counts).map { "\(name)_bucket{le=\"\(Metrics.text(of: $0))\"} \($1)" } + [
            "\(name)_bucket{le=\"+Inf\"} \(total)", "\(name)_sum \(Metrics.text(of: sum))",
            "\(name)_count \(total)",
        ]
    }
}
