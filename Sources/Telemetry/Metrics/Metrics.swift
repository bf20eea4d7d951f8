internal import Threads

/// The numbers that an agent keeps, as Prometheus reads them.
///
/// Every series is declared with all its label values and is there from the start, at zero: a rate
/// over a series that only appears with its first failure misses that failure.
package final class Metrics: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    struct Family: Sendable {
        let name: String
        let help: String
        let kind: Kind
        /// The name of its one label, if it has one.
        let label: String?
        /// Label values, in the order of declaration, with their numbers.
        var series: [(value: String, number: Double)]
        var histogram: Histogram?
    }

    private let families = Locked<[Family]>([])
    /// Numbers that are looked up when they are shown, and how.
    private let lookups = Locked<[(family: Int, number: @Sendable () -> Double)]>([])

    package init() {}

    /// A number that only grows.
    package func counter(_ name: String, _ help: String) -> Counter {
        Counter(self, add(name, help, .counter, nil, [""]), [""])
    }

    /// Numbers that only grow, one for each value of a label.
    package func counter(
        _ name: String,
        _ help: String,
        by label: String,
        _ values: [String]
    ) -> Counter {
        Counter(self, add(name, help, .counter, label, values), values)
    }

    /// A number that goes up and down.
    package func gauge(_ name: String, _ help: String) -> Gauge {
        Gauge(self, add(name, help, .gauge, nil, [""]), [""])
    }

    /// Numbers that go up and down, one for each value of a label.
    package func gauge(
        _ name: String,
        _ help: String,
        by label: String,
        _ values: [String]
    ) -> Gauge {
        Gauge(self, add(name, help, .gauge, label, values), values)
    }

    /// How often something took how long.
    package func histogram(_ name: String, _ help: String, buckets: [Double]) -> HistogramMetric {
        let index = families.withLock { families in
            families.append(
                Family(
                    name: name,
                    help: help,
                    kind: .histogram,
                    label: nil,
                    series: [],
                    histogram: Histogram(buckets: buckets)
                )
            )
            return families.count - 1
        }
        return HistogramMetric(self, index)
    }

    /// A number that is looked up whenever it is shown.
    func add(
        _ name: String,
        _ help: String,
        _ kind: Kind,
        _ number: @escaping @Sendable () -> Double
    ) {
        let family = add(name, help, kind, nil, [""])
        lookups.withLock { $0.append((family, number)) }
    }

    private func add(
        _ name: String,
        _ help: String,
        _ kind: Kind,
        _ label: String?,
        _ values: [String]
    ) -> Int {
        families.withLock { families in
            precondition(!families.contains { $0.name == name }, "two metrics of one name")
            families.append(
                Family(
                    name: name,
                    help: help,
                    kind: kind,
                    label: label,
                    series: values.map { ($0, 0) }
                )
            )
            return families.count - 1
        }
    }

    func update(_ family: Int, _ series: Int, _ change: (Double) -> Double) {
        families.withLock { families in
            let number = families[family].series[series].number
            families[family].series[series].number = change(number)
        }
    }

    func observe(_ family: Int, _ number: Double) {
        families.withLock { $0[family].histogram?.add(number) }
    }

    func number(_ family: Int, _ series: Int) -> Double {
        families.withLock { $0[family].series[series].number }
    }

    /// All numbers in the text format of Prometheus.
    package var text: String {
        for lookup in lookups.withLock({ $0 }) { update(lookup.family, 0) { _ in lookup.number() } }
        return families.withLock { $0 }.map(Self.text).joined()
    }

    private static func text(of family: Family) -> String {
        var lines = [
            "# HELP \(family.name) \(family.help)", "# TYPE \(family.name) \(family.kind.rawValue)",
        ]
        for (value, number) in family.series {
            let label = family.label.map { "{\($0)=\"\(escaped(value))\"}" } ?? ""
            lines.append("\(family.name)\(label) \(text(of: number))")
        }
        if let histogram = family.histogram { lines += histogram.lines(family.name) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }

    static func text(of number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}
