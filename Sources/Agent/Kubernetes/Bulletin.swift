internal import JSON
internal import Payloads
internal import Reconciling

/// What people should know of an agent besides what is said in the status of resources, beside its public
/// keys.
struct Bulletin: Hashable, Sendable {
    private let problems: String
    private let pruneToken: String?
    private let documents: String?

    /// With `documents` if no resource tells of them.
    init(_ problems: [Problem], pruneToken: String?, documents: SourceSummary?) {
        self.problems = problems.prefix(20).map { problem in
            "\(problem.reason.rawValue) \(Self.line(problem.message))\n"
        }.joined()
        self.pruneToken = pruneToken
        self.documents = documents.map(Self.text)
    }

    /// How many are ready, and a line for each of the first that are not.
    private static func text(_ summary: SourceSummary) -> String {
        let lines = summary.unready.map { unready in
            "\(unready.name) \(unready.report.reason.rawValue) \(line(unready.report.text))\n"
        }
        return "\(summary.ready) of \(summary.total)\n" + lines.joined()
    }

    private static func line(_ text: String) -> Substring {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(500)
    }

    /// The change of the ConfigMap with the publication, as a merge patch.
    var patch: Payload {
        JSONWriter.payload([
            "data": .object([
                .init(AgentObjects.problems, problems.isEmpty ? .null : .string(problems)),
                .init(AgentObjects.pruneToken, pruneToken.map { .string($0) } ?? .null),
                .init(AgentObjects.documents, documents.map { .string($0) } ?? .null),
            ])
        ])
    }
}
