extension String {
    /// `1 file`, `2 files`: a number with what it counts.
    package init(_ count: Int, _ noun: String) {
        self = count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
