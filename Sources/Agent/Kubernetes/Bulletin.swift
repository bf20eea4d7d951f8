internal import JSON
internal import Payloads
internal import Reconciling

/// What people should know of an agent besides what is said of documents, beside its public keys.
struct Bulletin: Hashable, Sendable {
    private let problems: String
    private let pruneToken: String?

    init(_ problems: [Problem], pruneToken: String?) {
        let lines = problems.prefix(20).map { problem in
            let message = problem.message.split(whereSeparator: \.isNewline).joined(separator: " ")
            return "\(problem.reason.rawValue) \(message.prefix(500))\n"
        }
        self.problems = lines.joined()
        self.pruneToken = pruneToken
    }

    /// The change of the ConfigMap with the publication, as a merge patch.
    var patch: Payload {
        JSONWriter.payload([
            "data": .object([
                .init(AgentObjects.problems, problems.isEmpty ? .null : .string(problems)),
                .init(AgentObjects.pruneToken, pruneToken.map { .string($0) } ?? .null),
            ])
        ])
    }
}
