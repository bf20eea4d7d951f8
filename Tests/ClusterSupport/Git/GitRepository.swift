import Foundation

/// A bare repository that Git servers serve, and a clone of it in which commits are made.
package final class GitRepository: Sendable {
    /// Its name among the repositories of the folder, as servers show it.
    package let name: String
    /// The bare repository.
    package let path: String
    /// The clone's work tree.
    package var workTree: String { folder.file("work") }
    /// The folder that holds the bare repository and nothing else: what servers serve.
    package var root: String { folder.file("served") }

    private let folder: TemporaryFolder

    /// Makes one without a commit; its branch is `main`.
    package init(_ name: String = "fleet.git") async throws {
        self.name = name
        folder = try TemporaryFolder("git")
        path = folder.file("served/\(name)")
        try FileManager.default.createDirectory(
            atPath: folder.file("served"),
            withIntermediateDirectories: true
        )
        try await Command.checked(
            "git",
            ["init", "-q", "--bare", "-b", "main", path],
            environment: Self.environment
        )
        try await Command.checked(
            "git",
            ["init", "-q", "-b", "main", workTree],
            environment: Self.environment
        )
        try await git("remote", "add", "origin", path)
    }

    /// Writes files, takes away those that are nil, commits and pushes; gives the revision.
    @discardableResult
    package func commit(_ files: [String: String?], _ message: String = "change") async throws
        -> String
    {
        for (name, text) in files {
            let file = URL(filePath: "\(workTree)/\(name)")
            guard let text else {
                try FileManager.default.removeItem(at: file)
                continue
            }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        try await git("add", "-A")
        try await git("commit", "-q", "--allow-empty", "-m", message)
        try await git("push", "-q", "--force", "origin", "HEAD")
        return try await git("rev-parse", "HEAD").split(separator: "\n").joined()
    }

    /// Runs git in the work tree and gives what it printed.
    @discardableResult
    package func git(_ arguments: String...) async throws -> String {
        try await Command.checked(
            "git",
            arguments,
            environment: Self.environment,
            folder: workTree
        )
    }

    /// For git: nothing of the user's, and a name of its own.
    package static let environment = Programs.environment.merging([
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    ]) { $1 }
}
