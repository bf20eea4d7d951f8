internal import Documents
internal import Fleet
internal import Git
internal import Inspection
internal import Sealing

/// Since which commits the values of a cluster are what they are.
struct ValueTimes {
    private let commits: [ValueOrigins.Target: Commit]

    /// Nothing where no history can be read, such as before the first commit: the rest of the answer
    /// does not need it.
    init?(
        of explanation: Explanation,
        _ title: SecretStore.Title,
        _ invocation: Invocation
    ) throws {
        let root = try FleetFolder(around: invocation.folder).root
        let repository: Repository
        do throws(GitError) {
            repository = try Repository(root: root)
        } catch {
            invocation.terminal.warn("\(error), so since when is not known", hint: error.hint)
            return nil
        }
        guard !repository.isEmpty else { return nil }
        commits = try ValueOrigins.commits(
            of: title,
            explanation.given.compactMap { Self.target($0.decision) },
            from: repository.commit("HEAD"),
            in: repository
        )
    }

    /// A day and a commit, or that there is none yet.
    func text(_ statement: Statement) -> String? {
        guard let target = Self.target(statement) else { return nil }
        guard let commit = commits[target] else { return "not committed" }
        return "\(Today.date(secondsSince1970: commit.time)) \(commit.id.short)"
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
