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

    /// When a Secret may go whose document is gone `since`, while the `latest` went then.
    ///
    /// Many that are deleted one by one take a while, in which the first of them must not go already;
    /// but a source from which something goes all the time keeps nothing for ever.
    func due(_ since: Duration, latest: Duration?) -> Duration {
        min(max(since, latest ?? since) + settling, since + settling * 12)
    }

    /// Whether so many of so many are too many: more than the share, and at least the count.
    package func isExceeded(by gone: Int, of total: Int) -> Bool {
        gone >= count && gone * 100 > total * share
    }
}
