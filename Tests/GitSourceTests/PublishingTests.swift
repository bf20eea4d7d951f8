import ClusterSupport
import Foundation
import Git
import Testing

@testable import GitSource

/// What pushes one text to a reference, by real servers.
@Suite struct PublishingTests {
    private static let reference = "refs/fleetseal/clusters/eu"

    private func publisher(
        _ address: String,
        _ change: (inout GitConfiguration) throws -> Void = { _ in }
    ) throws -> (publisher: GitPublisher, folder: TemporaryFolder) {
        let folder = try TemporaryFolder("publisher")
        var configuration = GitConfiguration(address: try GitAddress(address))
        try change(&configuration)
        return (GitPublisher(configuration, folder: folder.file("push")), folder)
    }

    private func failure(
        _ publisher: GitPublisher,
        _ text: String = "one\n",
        on reference: String = reference
    ) async -> GitSourceError? {
        do throws(GitSourceError) {
            _ = try await publisher.publish(text, as: "publication", on: reference)
            return nil
        } catch {
            return error
        }
    }

    /// What git says inside of the served repository.
    private func served(_ repository: GitRepository, _ arguments: String...) async throws
        -> String
    {
        try await Command.checked(
            "git",
            ["--git-dir", repository.path] + arguments,
            environment: GitRepository.environment
        )
    }

    /// Pushes, pushes nothing, and pushes something else.
    private func expectPublishing(_ publisher: GitPublisher, _ upstream: GitRepository)
        async throws
    {
        let reference = Self.reference
        let before = try await served(upstream, "for-each-ref")
        for (text, isNew) in [("one\n", true), ("one\n", false), ("two\n", true), ("one\n", true)] {
            #expect(
                try await publisher.publish(text, as: "publication", on: reference) == isNew,
                "\(text)"
            )
            #expect(try await served(upstream, "show", "\(reference):publication") == text)
            // One file, and nothing before it.
            #expect(
                try await served(upstream, "ls-tree", "--name-only", reference) == "publication\n"
            )
            #expect(try await served(upstream, "rev-list", "--count", reference) == "1\n")
        }
        let after = try await served(upstream, "for-each-ref")
        let others = after.split(separator: "\n").filter { !$0.contains(reference) }
        #expect(others == before.split(separator: "\n"))
        _ = try await served(upstream, "fsck", "--strict", "--no-dangling")
    }

    @Test func `pushes to a folder`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        let (publisher, folder) = try publisher(upstream.path)
        try await expectPublishing(publisher, upstream)
        // It leaves nothing behind.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func `a folder has to be bare, and its hooks do not run`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try putHook("#!/bin/sh\nexit 1\n", into: upstream)
        let (bare, folder) = try publisher(upstream.path)
        let accepted = await failure(bare)
        #expect(accepted?.description == nil)
        let (work, other) = try publisher(upstream.workTree)
        let refused = await failure(work)
        #expect(refused?.description.contains("non-bare") == true, "\(refused as Any)")
        withExtendedLifetime((folder, other)) {}
    }

    @Test func `the hook of the documentation lets an agent move its own reference alone`()
        async throws
    {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        let page = try String(contentsOfFile: Self.source("docs/rotation.md"), encoding: .utf8)
        let start = try #require(page.range(of: "```text\n#!/bin/sh\n# hooks/update"))
        let end = try #require(page.range(of: "```", range: start.upperBound..<page.endIndex))
        let hook = page[start.lowerBound..<end.lowerBound].dropFirst("```text\n".count)
        try putHook(String(hook), into: upstream)
        let options = GitWebServer.Options(access: .basic(user: "agent-eu", password: "p"))
        try await GitWebServer.with(upstream.root, options) { server in
            let (publisher, folder) = try web(server, user: "agent-eu", password: "p")
            let accepted = await failure(publisher)
            #expect(accepted?.description == nil)
            let others = [
                "refs/fleetseal/clusters/us", "refs/fleetseal/clusters/eu2",
                "refs/fleetseal/clusters/x/eu", "refs/heads/main", "refs/heads/new",
                "refs/tags/v1",
            ]
            for other in others {
                let failure = await failure(publisher, on: other)
                #expect(failure?.reason == .remote(.refused), "\(other): \(failure as Any)")
            }
            withExtendedLifetime(folder) {}
        }
        // People push as before.
        try await upstream.commit(["a.yaml": "two"])
    }

    /// A file of this repository.
    private static func source(_ path: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(path)")
            .standardizedFileURL.path
    }

    private func putHook(_ lines: String, into upstream: GitRepository) throws {
        let hook = upstream.path + "/hooks/update"
        try Data(lines.utf8).write(to: URL(filePath: hook))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
    }

    @Test func `pushes to an empty repository`() async throws {
        let upstream = try await GitRepository()
        let (publisher, folder) = try publisher(upstream.path)
        try await expectPublishing(publisher, upstream)
        withExtendedLifetime(folder) {}
    }

    @Test func `pushes by https, with one request where nothing is new`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let (publisher, folder) = try web(server)
            try await expectPublishing(publisher, upstream)
            let before = try await server.requests()
            #expect(try await !publisher.publish("one\n", as: "publication", on: Self.reference))
            #expect(try await server.requests() == before + ["GET /fleet.git/info/refs 200"])
            withExtendedLifetime(folder) {}
        }
    }

    private func web(
        _ server: GitWebServer,
        user: String = "ada",
        password: String = "correct horse"
    ) throws -> (publisher: GitPublisher, folder: TemporaryFolder) {
        try publisher("\(server.url)/fleet.git") { configuration in
            configuration.authorities = Array(
                try Data(contentsOf: URL(filePath: server.certificateAuthority))
            )
            configuration.credential = .basic(user: user, password: try .secret(password))
        }
    }

    @Test func `pushes by ssh`() async throws {
        let upstream = try await GitRepository("it's.git")
        try await upstream.commit(["a.yaml": "one"])
        try await GitShellServer.with { server in
            let (publisher, folder) = try publisher(server.url(upstream.path)) {
                $0.credential = .sshKey(try .file(server.clientKey()), passphrase: nil)
                $0.knownHosts = try server.knownHost()
            }
            try await expectPublishing(publisher, upstream)
            withExtendedLifetime(folder) {}
            let (stranger, other) = try self.publisher(server.url(upstream.path)) {
                $0.credential = .sshKey(try .file(server.clientKey()), passphrase: nil)
            }
            let failure = try #require(await failure(stranger))
            guard case .remote(.hostKey) = failure.reason else {
                Issue.record("\(failure)")
                return
            }
            withExtendedLifetime(other) {}
        }
    }

    @Test func `says that the server refuses, and moves nothing then`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let (publisher, folder) = try web(server)
            try putHook("#!/bin/sh\necho not you >&2\nexit 1\n", into: upstream)
            let refused = try #require(await failure(publisher))
            #expect(refused.reason == .remote(.refused), "\(refused)")
            #expect(refused.description.contains("hook declined"), "\(refused)")
            #expect(refused.description.hasPrefix("push to \(server.url)/fleet.git: "))
            #expect(try await !served(upstream, "for-each-ref").contains(Self.reference))
            try FileManager.default.removeItem(atPath: upstream.path + "/hooks/update")
            let accepted = await failure(publisher)
            #expect(accepted?.description == nil, "\(accepted as Any)")

            _ = try await served(upstream, "config", "http.receivepack", "false")
            let forbidden = try #require(await failure(publisher, "two\n"))
            #expect(forbidden.reason == .remote(.credential), "\(forbidden)")
            let (wrong, other) = try web(server, password: "canary-mule")
            let denied = try #require(await failure(wrong))
            #expect(denied.reason == .remote(.credential), "\(denied)")
            #expect(!"\(denied) \(denied.hint ?? "")".contains("canary"))
            #expect(try await served(upstream, "show", "\(Self.reference):publication") == "one\n")
            withExtendedLifetime((folder, other)) {}
        }
    }

    @Test func `gives up on a server that is silent`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root) { server in
            let folder = try TemporaryFolder("publisher")
            var configuration = GitConfiguration(
                address: try GitAddress("\(server.url)/fleet.git")
            )
            configuration.limits.silence = .milliseconds(300)
            server.server.pause()
            let publisher = GitPublisher(configuration, folder: folder.file("push"))
            #expect(await failure(publisher)?.reason == .remote(.silence))
            server.server.resume()
        }
    }
}
