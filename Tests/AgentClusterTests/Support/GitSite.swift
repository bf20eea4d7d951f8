import ClusterSupport
import Foundation

/// A fleet in a Git repository behind https, for agents that follow it.
final class GitSite: Sendable {
    let site: Site
    let repository: GitRepository
    let server: GitWebServer
    private let folder: TemporaryFolder

    static func with<Value>(
        _ site: Site,
        rate: Int? = nil,
        _ body: (GitSite) async throws -> Value
    ) async throws -> Value {
        let repository = try await GitRepository()
        try await Command.checked("cp", ["-R", site.fleet.rendered + "/.", repository.workTree])
        try await repository.commit([:], "registry")
        return try await GitWebServer.with(repository.root, .init(rate: rate)) { server in
            try await body(GitSite(site, repository, server))
        }
    }

    private init(_ site: Site, _ repository: GitRepository, _ server: GitWebServer) throws {
        self.site = site
        self.repository = repository
        self.server = server
        folder = try TemporaryFolder("git-site")
        try folder.write("correct horse\n", to: "password")
    }

    /// The source of an agent; `state` tells apart the clones of several, or is a path.
    func source(
        _ state: String = "state",
        authority: String? = nil,
        interval: String = "1s"
    ) -> [String] {
        [
            "--source", "git", "--git-url", "\(server.url)/fleet.git", "--git-ref", "main",
            "--git-ca", authority ?? server.certificateAuthority, "--git-user", "ada",
            "--git-password-file", folder.file("password"), "--git-interval", interval,
            "--state", state.hasPrefix("/") ? state : folder.file(state),
        ]
    }

    /// Commits documents by their names; those that are nil go.
    @discardableResult
    func commit(_ documents: [String: String?], in namespace: String) async throws -> String {
        let files = documents.map { ("secrets/\(namespace)/\($0).yaml", $1) }
        return try await repository.commit(Dictionary(uniqueKeysWithValues: files))
    }

    /// Seals one document and commits it.
    @discardableResult
    func deliver(
        _ name: String,
        in namespace: String,
        _ values: [String: String],
        spec: String = ""
    ) async throws -> String {
        let text = try await site.fleet.seal(name, in: namespace, values)
        let lines = spec.isEmpty ? "" : "  \(spec)\n"
        return try await commit(
            [name: text.replacing("\nspec:\n", with: "\nspec:\n\(lines)", maxReplacements: 1)],
            in: namespace
        )
    }
}
