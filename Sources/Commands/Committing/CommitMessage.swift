/// What a commit did and why, for whoever reads the history: names, keys' ids and counts, never values.
struct CommitMessage {
    /// More lines than that are counted instead.
    private static let mostLines = 50

    /// What was done, in one line.
    let subject: String
    /// One line for each thing that it was done to.
    private(set) var lines: [String]

    init(_ subject: String, _ lines: [String] = []) {
        self.subject = subject
        self.lines = lines
    }

    /// The subject, then the lines below an empty one.
    var text: String {
        guard !lines.isEmpty else { return subject }
        var shown = Array(lines.prefix(Self.mostLines))
        if lines.count > shown.count { shown.append("… and \(lines.count - shown.count) more") }
        return subject + "\n\n" + shown.joined(separator: "\n")
    }

    /// Names for a subject: up to three of them, or how many there are.
    static func names(_ names: [String], _ noun: String) -> String {
        guard names.count <= 3 else { return "\(names.count) \(noun)s" }
        return "\(noun)\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))"
    }
}
