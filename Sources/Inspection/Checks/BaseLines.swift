internal import Sealing

/// The lines of an earlier state, as far as they may have been lost since.
struct BaseLines: Sendable {
    struct Line: Hashable, Sendable {
        let group: String
        let key: KeyID
        /// `cluster.us-east-1/kzyxwvutsrqp`
        let text: String
    }

    /// As the state was named.
    let name: String
    private var lines: Set<Line> = []

    init(name: String) {
        self.name = name
    }

    func contains(_ line: Line) -> Bool { lines.contains(line) }

    mutating func insert(_ line: Line) { lines.insert(line) }
}
