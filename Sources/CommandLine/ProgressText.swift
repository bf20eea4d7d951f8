/// How far long work is, in words: how much is done, how fast it goes, and how long it will take.
struct ProgressText {
    /// What is being done: `resealing`.
    let title: String
    /// How much there is to do.
    let total: Int
    /// What is counted: `value`.
    let noun: String

    /// `resealing: 120 of 500 values, 40 a second, 10 s left`.
    func line(_ done: Int, after elapsed: Duration) -> String {
        "\(title): \(words(done, after: elapsed))"
    }

    /// The same with a bar, in at most `width` columns; the bar yields first.
    func bar(_ done: Int, after elapsed: Duration, width: Int) -> String {
        let words = words(done, after: elapsed)
        let room = min(30, width - title.utf8.count - words.utf8.count - 4)
        guard room >= 5 else { return String("\(title): \(words)".prefix(width)) }
        let filled = total > 0 ? room * min(done, total) / total : 0
        let bar =
            String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled)
        return "\(title) [\(bar)] \(words)"
    }

    private func words(_ done: Int, after elapsed: Duration) -> String {
        let counted = "\(done) of \(String(total, noun))"
        let (seconds, fraction) = elapsed.components
        let time = Double(seconds) + Double(fraction) / 1e18
        guard done > 0, time > 0 else { return counted }
        let rate = Double(done) / time
        let left = Int((Double(total - done) / rate).rounded(.up))
        return "\(counted), \(Int(rate.rounded())) a second, \(Self.span(left)) left"
    }

    /// `40 s`, `2 min 5 s`, `3 h 20 min`.
    private static func span(_ seconds: Int) -> String {
        switch seconds {
        case ..<100: "\(seconds) s"
        case ..<6_000: "\(seconds / 60) min \(seconds % 60) s"
        default: "\(seconds / 3_600) h \(seconds / 60 % 60) min"
        }
    }
}
