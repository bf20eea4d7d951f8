/// Leave to change a Secret by hand for a while, as an annotation says it:
/// `2026-11-21T16:00:00Z/2026-11-21T18:00:00Z why`.
///
/// It has its start so that one that is too long does not become valid as time goes by.
package struct BreakGlass: Hashable, Sendable {
    package let start: Moment
    package let end: Moment
    package let reason: String

    /// The longest that it may be.
    package static let limit = Duration.seconds(24 * 3_600)
    /// How far a clock that wrote it may be ahead.
    static let clockError = Duration.seconds(300)

    /// What an annotation comes to.
    package enum Reading: Hashable, Sendable {
        case active(BreakGlass)
        case expired(BreakGlass)
        /// It has no effect; why.
        case refused(String)
    }

    package init(start: Moment, end: Moment, reason: String) {
        self.start = start
        self.end = end
        self.reason = reason
    }

    /// The annotation's text.
    package var text: String { "\(start)/\(end) \(reason)" }

    /// How long before its end people are warned.
    package var warning: Duration { min(.seconds(900), (end - start) / 4) }

    /// Reads an annotation.
    package static func read(_ text: String, at now: Moment) -> Reading {
        guard text.utf8.count <= 1_024 else { return .refused("it has more than 1024 bytes") }
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let span = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard span.count == 2, let start = Moment(span[0]), let end = Moment(span[1]) else {
            return .refused("it does not begin with START/END in UTC, such as \(example(now))")
        }
        guard parts.count == 2, parts[1].contains(where: { !$0.isWhitespace }) else {
            return .refused("it gives no reason")
        }
        guard end > start else { return .refused("it ends before it starts") }
        guard end - start <= limit else { return .refused("it is longer than 24 hours") }
        guard start - now <= clockError else { return .refused("it starts in the future") }
        let found = BreakGlass(start: start, end: end, reason: String(parts[1]))
        return now < end ? .active(found) : .expired(found)
    }

    private static func example(_ now: Moment) -> String {
        "\(now)/\(now + .seconds(7_200))"
    }
}
