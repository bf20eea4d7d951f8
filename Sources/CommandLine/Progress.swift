/// How far long work is, for whoever waits: one line that is drawn again and again on a terminal,
/// and a line of its own every ten seconds elsewhere, such as in the log of a CI job.
///
/// It goes to standard error, past what is held back. Short work shows nothing.
package struct Progress {
    private static let redrawing = Duration.milliseconds(100)
    private static let telling = Duration.seconds(10)

    private let text: ProgressText
    private let terminal: Terminal
    private let start: ContinuousClock.Instant
    private let isDrawn: Bool
    /// When something was shown last; the start before that.
    private var shown: Duration = .zero
    /// The columns of what stands on the terminal now.
    private var columns = 0

    /// Begins to count `total` things, such as `value`.
    package init(_ title: String, _ total: Int, _ noun: String, on terminal: Terminal) {
        text = ProgressText(title: title, total: total, noun: noun)
        self.terminal = terminal
        start = ContinuousClock.now
        isDrawn = terminal.isErrorTerminal
    }

    /// So many are done.
    package mutating func advance(to done: Int) {
        advance(to: done, after: start.duration(to: .now))
    }

    mutating func advance(to done: Int, after elapsed: Duration) {
        guard elapsed - shown >= (isDrawn ? Self.redrawing : Self.telling) else { return }
        shown = elapsed
        guard isDrawn else { return terminal.noteNow(text.line(done, after: elapsed)) }
        let line = text.bar(done, after: elapsed, width: terminal.width - 1)
        draw(line)
    }

    /// Takes the line off the terminal; what comes next starts at its beginning.
    package mutating func end() {
        guard columns > 0 else { return }
        draw("")
        columns = 0
    }

    /// Draws over what is there, with spaces: not every terminal knows more than a carriage return.
    private mutating func draw(_ line: String) {
        let rest = String(repeating: " ", count: max(0, columns - line.utf8.count))
        terminal.draw("\r\(line)\(rest)" + (line.isEmpty ? "\r" : ""))
        columns = line.utf8.count
    }
}
