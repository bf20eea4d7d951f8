internal import CommandLine

/// How far the values are that a command moves on its way, for whoever waits for it.
struct MoveProgress {
    private let terminal: Terminal
    private var progress: Progress?

    init(on terminal: Terminal) { self.terminal = terminal }

    /// So many of so many are moved; with none it begins, again if need be.
    mutating func show(_ done: Int, of count: Int) {
        if done == 0 {
            end()
            progress = Progress("resealing", count, "value", on: terminal)
        }
        progress?.advance(to: done)
    }

    mutating func end() { progress?.end() }
}
