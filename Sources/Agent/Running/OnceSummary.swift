internal import CommandLine
internal import Reconciling

/// What came of a run with `--once`, for people.
struct OnceSummary: Sendable {
    /// What is said of the documents, without those that are for other clusters.
    private let reports: [(document: DocumentID, report: Report)]
    private let problems: [Problem]
    /// Whether nothing is left that could be done now.
    private let isDone: Bool

    init(_ reports: [DocumentID: Report], _ problems: [Problem], isDone: Bool = true) {
        self.reports = reports.filter { $0.value.reason != .notForThisCluster }
            .sorted { $0.key < $1.key }
            .map { (document: $0.key, report: $0.value) }
        self.problems = problems
        self.isDone = isDone
    }

    /// Whether every document is as it should be, and nothing else is wrong.
    var isReady: Bool { isDone && problems.isEmpty && reports.allSatisfy(\.report.isReady) }

    /// One line for each document and problem that somebody should look at, and a count.
    func print(to terminal: Terminal) throws {
        for (document, report) in reports where !report.isReady || report.drift != nil {
            try terminal.print(
                "\(Terminal.escaped(document.path))  \(report.reason.rawValue)  \(Terminal.escaped(report.message))"
            )
        }
        for problem in problems {
            try terminal.print("\(problem.reason.rawValue)  \(Terminal.escaped(problem.message))")
        }
        if !isDone { try terminal.print("gave up: nothing came off for two minutes") }
        try terminal.print("\(reports.count { $0.report.isReady }) of \(reports.count) ready")
    }
}
