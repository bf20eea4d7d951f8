import ClusterSupport
import Foundation
import Testing

@Suite struct GitServerTests {
    @Test func `a repository is cloned over https with a password and the right authority`()
        async throws
    {
        let repository = try await GitRepository()
        let revision = try await repository.commit(["a": "1\n"])
        try await GitWebServer.with(repository.root) { server in
            let url = "https://ada:correct%20horse@localhost:\(server.port)/fleet.git"
            let trusting = ["-c", "http.sslCAInfo=\(server.certificateAuthority)", "ls-remote"]
            let trusted = try await git(trusting + [url]).output
            #expect(trusted.hasPrefix(revision))
            let untrusted = try await git(["ls-remote", url]).error
            #expect(untrusted.contains("certificate"))
            let wrong = url.replacing("horse", with: "mule")
            let refused = try await git(trusting + [wrong]).error
            #expect(refused.contains("Authentication failed"))
            #expect(try await server.requests().contains("GET /fleet.git/info/refs 401"))
            #expect(try await server.requests().contains("GET /fleet.git/info/refs 200"))
        }
    }

    @Test func `a web server takes a token, redirects, and hangs as told`() async throws {
        let repository = try await GitRepository()
        try await repository.commit(["a": "1\n"])
        let options = GitWebServer.Options(
            access: .bearer(token: "t0ken"),
            redirects: ["/old/": "https://localhost:1"]
        )
        try await GitWebServer.with(repository.root, options) { server in
            let trusting = ["-c", "http.sslCAInfo=\(server.certificateAuthority)"]
            let known = trusting + ["-c", "http.extraHeader=Authorization: Bearer t0ken"]
            let url = "\(server.url)/fleet.git"
            #expect(try await git(known + ["ls-remote", url]).status == 0)
            #expect(try await git(trusting + ["ls-remote", url]).status != 0)
            let moved = try await git(known + ["ls-remote", "\(server.url)/old/fleet.git"])
            #expect(moved.error.contains("localhost port 1 "))
            server.server.pause()
            let hanging = try await Command.run(
                "timeout",
                ["1", "git"] + known + ["ls-remote", url]
            )
            #expect(hanging.status == 124)
            server.server.resume()
            await server.server.kill()
            let gone = try await git(known + ["ls-remote", url]).error
            #expect(gone.contains("onnect"))
            try await server.server.restart()
            #expect(try await git(known + ["ls-remote", url]).status == 0)
        }
    }

    @Test(arguments: GitShellServer.KeyKind.allCases)
    func `a repository is read over ssh by whom it knows`(kind: GitShellServer.KeyKind) async throws
    {
        let repository = try await GitRepository()
        let revision = try await repository.commit(["a": "1\n"])
        try await GitShellServer.with { server in
            let known = try TemporaryFolder("known")
            let hosts = try known.write(server.knownHost(kind) + "\n", to: "hosts")
            func list(key: String) async throws -> Command.Result {
                try await git(
                    ["ls-remote", server.url(repository.path)],
                    [
                        "GIT_SSH_COMMAND": """
                        ssh -F none -i \(key) -o IdentitiesOnly=yes -o BatchMode=yes \
                        -o UserKnownHostsFile=\(hosts) -o StrictHostKeyChecking=yes
                        """
                    ]
                )
            }
            let friend = try await list(key: server.clientKey(kind)).output
            #expect(friend.hasPrefix(revision))
            let stranger = try await list(key: server.strangersKey).error
            #expect(stranger.contains("Permission denied"))
        }
    }

    private func git(_ arguments: [String], _ more: [String: String] = [:]) async throws
        -> Command.Result
    {
        try await Command.run(
            "git",
            arguments,
            environment: GitRepository.environment.merging(more) { $1 }
        )
    }
}
