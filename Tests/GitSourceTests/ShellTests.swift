import ClusterSupport
import Foundation
import Git
import Testing

@testable import GitSource

@Suite struct ShellTests {
    private func follower(
        _ server: GitShellServer,
        _ repository: GitRepository,
        key: GitShellServer.KeyKind = .ed25519,
        known: String
    ) throws -> Follower {
        try Follower(server.url(repository.path)) {
            $0.credential = .sshKey(try .file(server.clientKey(key)), passphrase: nil)
            $0.knownHosts = known
        }
    }

    @Test(arguments: [GitShellServer.KeyKind.ed25519, .ecdsa])
    func `follows a branch, whichever key is known`(kind: GitShellServer.KeyKind) async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let known = try server.knownHost(kind)
            let source = try follower(server, upstream, key: kind, known: known).source()
            #expect(try await source.revision() == first)
            #expect(try await !source.update().isMove)
            try await upstream.commit(["b.yaml": "two"])
            #expect(try await source.update().changed == ["b.yaml"])
        }
    }

    @Test func `finds a server in hashed lines`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let folder = try TemporaryFolder("hosts")
            let lines = try server.knownHost(.ecdsa) + "\n" + server.knownHost() + "\n"
            let file = try folder.write(lines, to: "hosts")
            try await Command.checked("ssh-keygen", ["-H", "-f", file])
            let hashed = try folder.text("hosts")
            #expect(hashed.contains("|1|") && !hashed.contains("127.0.0.1"))
            #expect(
                try await follower(server, upstream, known: hashed).source().revision() == first
            )
        }
    }

    @Test func `an unknown server and another key are refused before any login`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            try await GitShellServer.with { other in
                let key = try other.knownHost().split(separator: " ")[1...].joined(separator: " ")
                let wrong = "[127.0.0.1]:\(server.port) \(key)"
                let right = try server.knownHost()
                let fingerprint = try await Command.checked(
                    "ssh-keygen",
                    ["-l", "-f", "-"],
                    input: right + "\n"
                ).split(separator: " ")[1]
                for known in ["", try other.knownHost(), wrong, "@revoked \(right)\n\(right)"] {
                    let failure = await (try follower(server, upstream, known: known)).source()
                        .failure()
                    guard case .remote(.hostKey(let shown)) = failure?.reason else {
                        Issue.record("\(known): \(String(describing: failure))")
                        continue
                    }
                    #expect(HostKey(shown)?.fingerprint == String(fingerprint))
                    #expect(failure?.hint?.contains(fingerprint) == true)
                    #expect(failure?.hint?.contains(right) == true)
                }
                #expect(!server.log.contains("Accepted"))
            }
        }
    }

    @Test func `a key that the server does not know is tried once`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let follower = try Follower(server.url(upstream.path)) {
                $0.credential = .sshKey(try .file(server.strangersKey), passphrase: nil)
                $0.knownHosts = try server.knownHost()
            }
            #expect(await follower.source().failure()?.reason == .remote(.credential))
            let broken = try Follower(server.url(upstream.path)) {
                $0.credential = .sshKey(try .secret("no key"), passphrase: nil)
                $0.knownHosts = try server.knownHost()
            }
            #expect(await broken.source().failure()?.reason == .remote(.credential))
            let none = try Follower(server.url(upstream.path + ".none")) {
                $0.credential = .sshKey(try .file(server.clientKey()), passphrase: nil)
                $0.knownHosts = try server.knownHost()
            }
            let failure = await none.source().failure()
            #expect(failure?.reason == .remote(.notFound), "\(failure as Any)")
        }
    }

    @Test func `opens a key with its passphrase`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let folder = try TemporaryFolder("key")
            let file = try folder.write(
                try String(contentsOfFile: server.clientKey(), encoding: .utf8),
                to: "key"
            )
            try await Command.checked(
                "ssh-keygen",
                ["-p", "-P", "", "-N", "open sesame", "-f", file]
            )
            func source(_ passphrase: String) throws -> GitSource {
                try Follower(server.url(upstream.path)) {
                    $0.credential = .sshKey(
                        try .file(file),
                        passphrase: try .secret(passphrase)
                    )
                    $0.knownHosts = try server.knownHost()
                }.source()
            }
            #expect(try await source("open sesame").revision() == first)
            #expect(await (try source("canary")).failure()?.reason == .remote(.credential))
        }
    }

    @Test func `a server that hangs is given up in time`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let follower = try follower(server, upstream, known: server.knownHost())
            server.server.pause()
            let clock = ContinuousClock()
            let start = clock.now
            let source = follower.source { $0.limits.silence = .milliseconds(300) }
            #expect(await source.failure()?.reason == .remote(.silence))
            #expect(clock.now - start < .seconds(25))
            server.server.resume()
        }
    }
}
