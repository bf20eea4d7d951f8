import Waiting
import ClusterSupport
import Foundation
import Git
import Testing

@testable import GitSource

@Suite struct WebTests {
    private func follower(
        _ server: GitWebServer,
        _ address: String? = nil,
        password: String = "correct horse",
        _ change: (inout GitConfiguration) throws -> Void = { _ in }
    ) throws -> Follower {
        try Follower(address ?? "\(server.url)/fleet.git") { configuration in
            configuration.authorities = Array(
                try Data(contentsOf: URL(filePath: server.certificateAuthority))
            )
            configuration.credential = .basic(user: "ada", password: try .secret(password))
            try change(&configuration)
        }
    }

    @Test func `follows a branch, and asks once when nothing moved`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let source = try follower(server).source()
            #expect(try await source.revision() == first)
            let before = try await server.requests()
            #expect(
                before == ["GET /fleet.git/info/refs 200", "POST /fleet.git/git-upload-pack 200"]
            )
            #expect(try await !source.update().isMove)
            #expect(try await server.requests() == before + ["GET /fleet.git/info/refs 200"])
            try await upstream.commit(["b.yaml": "two"])
            #expect(try await source.update().changed == ["b.yaml"])
        }
    }

    @Test func `a rewritten history is not downloaded again to be refused again`() async throws {
        let upstream = try await GitRepository()
        let base = try await upstream.commit(["a.yaml": "one"])
        let last = try await upstream.commit(["a.yaml": "two"])
        try await GitWebServer.with(upstream.root) { server in
            let remembrance = try await follower(server).source().update().snapshot.remembrance
            try await upstream.git("push", "-q", "--force", "origin", "\(base):main")
            let before = try await server.requests()
            // Where no clone is.
            let source = try follower(server) { $0.remembered = remembrance }.source()
            let asked = "GET /fleet.git/info/refs 200"
            let downloaded = "POST /fleet.git/git-upload-pack 200"
            let first = await source.failure()
            #expect(first != nil)
            #expect(try await server.requests() == before + [asked, downloaded])
            #expect(await source.failure()?.reason == first?.reason)
            #expect(try await server.requests() == before + [asked, downloaded, asked])
            // It has moved: that may come after what is remembered.
            try await upstream.git("push", "-q", "--force", "origin", "\(last):main")
            #expect(try await source.revision() == last)
        }
    }

    @Test func `logs in with a token`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        let options = GitWebServer.Options(access: .bearer(token: "t0ken"))
        try await GitWebServer.with(upstream.root, options) { server in
            let source = try follower(server) {
                $0.credential = .bearer(try .secret("t0ken"))
            }.source()
            #expect(try await source.revision() == first)
        }
    }

    @Test func `a wrong password is tried once and never shown`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let source = try follower(server, password: "canary-mule").source()
            let failure = try #require(await source.failure())
            #expect(failure.reason == .remote(.credential))
            #expect(try await server.requests() == ["GET /fleet.git/info/refs 401"])
            let text = "\(failure) \(failure.hint ?? "")"
            #expect(!text.contains("canary"))
            #expect(!text.contains(Data("ada:canary-mule".utf8).base64EncodedString()))
            let without = try follower(server) { $0.credential = .none }.source()
            #expect(await without.failure()?.reason == .remote(.credential))
        }
    }

    @Test func `only the given authority is trusted, for each source its own`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { one in
            try await GitWebServer.with(upstream.root) { other in
                let sources = try [follower(one).source(), follower(other).source()]
                for _ in 1...3 {
                    async let left = sources[0].revision()
                    async let right = sources[1].revision()
                    #expect(try await [left, right] == [first, first])
                }
                let wrong = try follower(one, "\(other.url)/fleet.git").source()
                #expect(await wrong.failure()?.reason == .remote(.certificate))
                let system = try follower(one) { $0.authorities = nil }.source()
                #expect(await system.failure()?.reason == .remote(.certificate))
                let none = try follower(one) { $0.authorities = Array("nothing".utf8) }.source()
                #expect(await none.failure()?.reason == .remote(.certificate))
                // Who is not trusted gets no request at all.
                #expect(try await other.requests().count(where: { $0.hasPrefix("GET") }) == 3)
            }
        }
    }

    @Test func `goes through a proxy, which sees no credential`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            try await WebProxy.with { proxy in
                let follower = try follower(server) {
                    $0.proxy = "http://localhost:\(proxy.port)"
                }
                #expect(try await follower.source().revision() == first)
                let log = try proxy.log()
                #expect(log.hasPrefix("CONNECT localhost:\(server.port) HTTP/1.1\r\n"))
                #expect(!log.contains("Authorization"))
                let wrong = try self.follower(server) {
                    $0.proxy = "http://localhost:\(proxy.port)"
                    $0.authorities = nil
                }
                #expect(await wrong.source().failure()?.reason == .remote(.certificate))
            }
            let gone = try follower(server) { $0.proxy = "http://localhost:1" }.source()
            #expect(await gone.failure()?.reason == .remote(.unreachable))
        }
    }

    @Test(arguments: [
        "https://localhost:1", "http://ada:secret@localhost:1", "localhost", "http://localhost:1/a",
    ])
    func `other proxies are refused`(proxy: String) async throws {
        let source = try Follower("https://localhost:1/a") { $0.proxy = proxy }.source()
        #expect(await source.failure()?.reason == .configuration)
    }

    @Test func `settings in Git's own files change nothing`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let follower = try follower(server)
            let source = follower.source()
            #expect(try await source.revision() == first)
            // Where libgit2 would look last, after a home folder and the system's.
            let settings = """
                [url "https://localhost:1/"]
                \tinsteadOf = \(server.url)/
                [http]
                \tproxy = http://localhost:1
                \tfollowRedirects = true

                """
            let file = "\(follower.clone)/clone-1/config"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try Data((text + settings).utf8).write(to: URL(filePath: file))
            #expect(try await !source.update().isMove)
        }
    }

    @Test func `reads over http what needs no credential`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root, .init(access: .anyone)) { server in
            try await WebProxy.with(target: server.port) { front in
                let source = try Follower("http://localhost:\(front.port)/fleet.git").source()
                #expect(try await source.revision() == first)
                try await upstream.commit(["b.yaml": "two"])
                #expect(try await source.update().changed == ["b.yaml"])
            }
        }
    }

    @Test func `what was given is read while a server hangs`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let source = try follower(server).source()
            let snapshot = try await source.update().snapshot
            server.server.pause()
            let hanging = Task { await source.failure() }
            try await Task.sleep(for: .milliseconds(300))
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try snapshot.text("a.yaml") == "one")
            #expect(clock.now - start < .seconds(20))
            hanging.cancel()
            #expect(await hanging.value?.reason == .cancelled)
            server.server.resume()
        }
    }

    @Test func `a certificate for another name is refused`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        let options = GitWebServer.Options(hosts: ["127.0.0.1"])
        try await GitWebServer.with(upstream.root, options) { server in
            let failure = await (try follower(server)).source().failure()
            #expect(failure?.reason == .remote(.certificate))
            #expect(failure?.description.contains("hostname mismatch") == true)
            let address = "https://127.0.0.1:\(server.port)/fleet.git"
            #expect(try await follower(server, address).source().revision() == first)
        }
    }

    @Test func `a redirect is not followed, and the credential not sent on`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { other in
            for target in [other.url, "https://127.0.0.1:\(other.port)"] {
                let options = GitWebServer.Options(redirects: ["/fleet.git/": target])
                try await GitWebServer.with(upstream.root, options) { server in
                    // The other server's authority is trusted, too: it would be let in.
                    let source = try follower(server) { configuration in
                        configuration.authorities? += Array(
                            try Data(contentsOf: URL(filePath: other.certificateAuthority))
                        )
                    }.source()
                    let failure = try #require(await source.failure())
                    #expect(failure.reason == .remote(.redirected), "\(failure)")
                    #expect(try await server.requests() == ["GET /fleet.git/info/refs 302"])
                }
            }
            #expect(try await other.requests() == [])
        }
    }

    @Test func `a server that hangs is given up in time`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let silence = try follower(server) { $0.limits.silence = .milliseconds(300) }
            let time = try follower(server) { $0.limits.time = .milliseconds(300) }
            let patient = try follower(server).source()
            server.server.pause()
            let failure = await silence.source().failure()
            #expect(failure?.reason == .remote(.silence))
            #expect(failure?.description.contains("silent for 0.3 s") == true)
            #expect(await time.source().failure()?.reason == .remote(.timeLimit))
            let waiting = Task { await patient.failure() }
            try await Task.sleep(for: .milliseconds(200))
            waiting.cancel()
            #expect(await waiting.value?.reason == .cancelled)
            server.server.resume()
            #expect(try await patient.revision() == first)
        }
    }

    @Test func `a server that is killed amid a transfer leaves the clone as it was`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        let options = GitWebServer.Options(rate: 4_000)
        try await GitWebServer.with(upstream.root, options) { server in
            let source = try follower(server).source()
            _ = try await source.update()
            let noise = (0..<40_000).map { _ in "\(UInt64.random(in: 0 ... .max))\n" }.joined()
            try await upstream.commit(["noise": noise])
            let update = Task { await source.failure() }
            try await until("the server is asked a second time") {
                try await server.requests().count { $0.contains("info/refs") } >= 2
            }
            try await Task.sleep(for: .milliseconds(500))
            await server.server.kill()
            let failure = await update.value
            #expect(failure?.reason == .remote(.unreachable), "\(failure as Any)")
            #expect(try await source.current()?.revision == first)
            #expect(await source.failure()?.reason == .remote(.unreachable))
            try await server.server.restart()
            let small = try follower(server) { $0.limits.bytes = 10_000 }.source()
            #expect(await small.failure()?.reason == .remote(.tooLarge))
            try await upstream.git("reset", "-q", "--hard", first)
            let second = try await upstream.commit(["b.yaml": "two"])
            #expect(try await source.revision() == second)
        }
    }

    @Test func `a credential goes over https to its hosts alone`() async throws {
        let password = try RemoteSecret.secret("secret")
        func failure(
            _ address: String,
            _ credential: GitCredential,
            _ hosts: [String]? = nil
        ) async throws -> GitSourceError? {
            let follower = try Follower(address) {
                $0.credential = credential
                $0.credentialHosts = hosts
            }
            return await follower.source().failure()
        }
        let basic = GitCredential.basic(user: "ada", password: password)
        #expect(try await failure("http://localhost:1/a", basic)?.reason == .configuration)
        #expect(try await failure("/srv/a", basic)?.reason == .configuration)
        #expect(try await failure("ssh://localhost:1/a", basic)?.reason == .configuration)
        #expect(
            try await failure("https://localhost:1/a", .sshKey(password, passphrase: nil))?.reason
                == .configuration
        )
        #expect(
            try await failure("https://localhost:1/a", basic, ["example.org"])?.reason
                == .configuration
        )
        #expect(
            try await failure("https://localhost:1/a", basic, ["LOCALHOST"])?.reason
                == .remote(.unreachable)
        )
    }
}
