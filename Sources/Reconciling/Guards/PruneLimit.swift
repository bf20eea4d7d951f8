/// How many Secrets may go at once because their documents went.
package struct PruneLimit: Hashable, Sendable {
    /// In percent of a source's Secrets.
    package let share: Int
    /// So many are needed at least to block.
    package let count: Int
    /// How long a document must have been gone, so that those that go together are seen together.
    package let settling: Duration
    /// For how long what went counts together.
    package let window: Duration

    package init(
        share: Int = 20,
        count: Int = 10,
        settling: Duration = .seconds(5),
        window: Duration = .seconds(600)
    ) {
        self.share = share
        self.count = count
        self.settling = settling
        self.window = window
    }

    /// Whether so many of so many are too many: more than the share, and at least the count.
    package func isExceeded(by gone: Int, of total: Int) -> Bool {
        gone >= count && gone * 100 > total * share
    }
}
