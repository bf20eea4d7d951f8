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

    // libssh2 1.10 loses memory at each login with an ECDSA key, and the leak checker of a sanitizer
    // cannot tell its losses from ours.
    private static let clientKeys: [GitShellServer.KeyKind] =
        unsafe dlsym(nil, "__asan_init") == nil ? [.ed25519, .ecdsa] : [.ed25519]

    @Test(arguments: clientKeys, [GitShellServer.KeyKind.ed25519, .ecdsa])
    func `follows a branch with any key, whichever key is known`(
        client: GitShellServer.KeyKind,
        kind: GitShellServer.KeyKind
    ) async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let known = try server.knownHost(kind)
            let source = try follower(server, upstream, key: client, known: known).source()
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

    @Test func `RSA is of no use with a server of today`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let client = try follower(server, upstream, key: .rsa, known: server.knownHost())
            let failure = await client.source().failure()
            #expect(failure?.reason == .remote(.credential), "\(failure as Any)")
            let host = try follower(server, upstream, known: server.knownHost(.rsa))
            let unknown = await host.source().failure()
            #expect(unknown?.reason == .remote(.hostKey([])), "\(unknown as Any)")
            #expect(unknown?.description.contains("(ssh-rsa)") == true)
        }
    }

    @Test func `limits and ends of a transfer leave the clone as it was`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let follower = try follower(server, upstream, known: server.knownHost())
            let source = follower.source { $0.limits.bytes = 1 << 20 }
            _ = try await source.update()
            let noise = (0..<150_000).map { _ in "\(UInt64.random(in: 0 ... .max))\n" }.joined()
            let second = try await upstream.commit(["noise": noise])
            let failure = await source.failure()
            #expect(failure?.reason == .remote(.tooLarge), "\(failure as Any)")
            #expect(try await source.current()?.revision == first)
            await source.close()
            let hurried = follower.source { $0.limits.time = .milliseconds(1) }
            #expect(await hurried.failure()?.reason == .remote(.timeLimit))
            await hurried.close()
            let patient = follower.source()
            #expect(try await patient.revision() == second)
            await server.server.kill()
            #expect(await patient.failure()?.reason == .remote(.unreachable))
            #expect(try await patient.current()?.revision == second)
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
            let source = follower.source { $0.limits.silence = .milliseconds(300) }
            let failure = await source.failure()
            #expect(failure?.reason == .remote(.silence))
            #expect(failure?.description.contains("silent for 0.3 s") == true)
            server.server.resume()
        }
    }
}
