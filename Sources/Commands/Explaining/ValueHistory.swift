internal import CommandLine
internal import Documents
internal import Fleet
internal import Git
internal import Inspection
internal import Sealing

/// Since which commit the values that a cluster gets stand there.
struct ValueHistory {
    private let commits: [ValueOrigins.Target: Commit]

    /// Nothing, with a warning, where the history cannot be read: the rest is worth showing.
    init?(of explanation: Explanation, _ invocation: Invocation) {
        let document = explanation.entry.document
        let targets = explanation.given.compactMap { Self.target($0.decision) }
        guard !targets.isEmpty else { return nil }
        do {
            let session = try HistorySession(invocation)
            guard !session.repository.isEmpty else { return nil }
            commits = try ValueOrigins.commits(
                of: SecretStore.Title(namespace: document.namespace, name: document.name),
                targets,
                from: session.head(),
                in: session.repository
            )
        } catch {
            invocation.terminal.warn(
                Terminal.escaped("no commits are shown: \(error)"),
                hint: (error as? any ReportedError)?.hint
            )
            return nil
        }
    }

    /// The commit that brought the value; nothing if it is not committed yet.
    func commit(_ statement: Statement) -> Commit? {
        Self.target(statement).flatMap { commits[$0] }
    }

    func text(_ statement: Statement) -> String {
        commit(statement).map {
            "\($0.id.short) \(Today.date(secondsSince1970: $0.time))\($0.isCut ? " or earlier" : "")"
        } ?? "not committed"
    }

    private static func target(_ statement: Statement) -> ValueOrigins.Target? {
        statement.value.map {
            ValueOrigins.Target(
                group: statement.group,
                key: $0.key,
                version: $0.sealed.id
            )
        }
    }
}
