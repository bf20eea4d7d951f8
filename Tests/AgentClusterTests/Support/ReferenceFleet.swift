import ClusterSupport
import Foundation
import Threads

/// A fleet whose clusters nobody reaches: agents with folders, a Git server between them and CI.
///
/// The clusters `eu` and `us` have the value `shared` of the document `app/db`.
final class ReferenceFleet: Sendable {
    let repository: GitRepository
    let server: GitWebServer
    private let folder: TemporaryFolder
    private let shell: Shell

    static func with(_ body: (ReferenceFleet) async throws -> Void) async throws {
        let repository = try await GitRepository()
        try await GitWebServer.with(repository.root) { server in
            let fleet = try ReferenceFleet(repository, server)
            try await fleet.run(
                """
                fleetseal identity new --no-passphrase
                fleetseal init --bare acme
                fleetseal group add all-apps --all
                fleetseal trust show --export > "$HOME/fleet.trust"
                fleetseal cluster add eu --new-key "$HOME/eu.key"
                fleetseal cluster add us --label tier=far --new-key "$HOME/us.key"
                git add -A && git commit -qm 'Start the fleet' && git push -q origin HEAD
                git clone -q "$ORIGIN" "$HOME/ci"
                """
            )
            try await fleet.set("first")
            try await body(fleet)
        }
    }

    private init(_ repository: GitRepository, _ server: GitWebServer) throws {
        self.repository = repository
        self.server = server
        folder = try TemporaryFolder("references")
        shell = Shell(
            home: folder,
            place: repository.workTree,
            ["ORIGIN": repository.path, "SERVED": repository.path]
        )
        try folder.write("correct horse\n", to: "password")
    }

    // MARK: Commands

    /// Runs lines of a shell in the operator's clone, or in another one.
    @discardableResult
    func run(_ lines: String, in clone: String? = nil) async throws -> String {
        try Shell.checked(await tryRun(lines, in: clone), lines).output
    }

    func tryRun(_ lines: String, in clone: String? = nil) async throws -> Command.Result {
        guard let clone else { return try await shell.tryRun(lines) }
        // Elsewhere nobody knows what the operator has seen.
        let other = [
            "XDG_CONFIG_HOME": folder.file("config-\(clone)"),
            "FLEETSEAL_TRUST": folder.file("fleet.trust"),
        ]
        return try await shell.tryRun(lines, in: folder.file(clone), with: other)
    }

    /// What CI says when it rotates by references, on the newest commit.
    func rotate(_ arguments: String, olderThan age: String = "0d") async throws -> Command.Result {
        try await tryRun(
            """
            git fetch -q origin && git reset -q --hard origin/main
            fleetseal rotate --older-than \(age) --from-ref origin \(arguments)
            """,
            in: "ci"
        )
    }

    /// Seals another value for all clusters.
    func set(_ value: String) async throws {
        try await run(
            """
            git fetch -q origin && git reset -q --hard origin/main
            printf \(value) | fleetseal set app/db shared --for all-apps --stdin
            git add -A && git commit -qm 'Set a value' && git push -q origin HEAD:main
            """
        )
    }

    /// What git says of the served repository.
    func served(_ arguments: String) async throws -> String {
        try await run("git --git-dir \"$SERVED\" \(arguments)")
    }

    /// What is on the reference of a cluster; nothing if there is none.
    func published(_ name: String) async throws -> String? {
        let result = try await tryRun(
            "git --git-dir \"$SERVED\" show refs/fleetseal/clusters/\(name):publication"
        )
        return result.status == 0 ? result.output : nil
    }

    /// Has the server refuse every push of an agent, or none.
    ///
    /// The hook is written by a shell: a file that this process has just written cannot be run while
    /// another test starts a program.
    func refusePushes(_ refuses: Bool) async throws {
        let hook = "\"$SERVED/hooks/update\""
        let lines = "'#!/bin/sh' 'case \"$1\" in refs/fleetseal/*) exit 1 ;; esac'"
        try await run(
            refuses ? "printf '%s\\n' \(lines) > \(hook); chmod 755 \(hook)" : "rm \(hook)"
        )
    }

    // MARK: Agents

    private func arguments(_ name: String) -> [String] {
        [
            "run", "--cluster", name, "--trust", folder.file("fleet.trust"),
            "--key", folder.file("\(name).key"), "--source", "git",
            "--git-url", "\(server.url)/fleet.git", "--git-ref", "main",
            "--git-ca", server.certificateAuthority, "--git-user", "ada",
            "--git-password-file", folder.file("password"), "--git-interval", "1s",
            "--state", folder.file("state-\(name)"),
            "--target", "directory:\(folder.file("out-\(name)"))",
        ]
    }

    /// Runs an agent once.
    func once(
        _ name: String,
        _ more: [String] = ["--publish-ref"],
        _ environment: [String: String] = [:]
    ) async throws -> Command.Result {
        try await Command.run(
            TestFleet.program("fleetseal-agent"),
            arguments(name) + ["--once"] + more,
            environment: Programs.environment.merging(environment) { $1 }
        )
    }

    /// Runs agents for the time of `body`.
    func withAgents(
        _ names: [String],
        _ more: [String] = ["--publish-ref"],
        _ body: ([String: RunningAgent]) async throws -> Void
    ) async throws {
        var agents: [String: RunningAgent] = [:]
        for name in names {
            let port = try Port.free()
            let start = Child.Start(
                TestFleet.program("fleetseal-agent"),
                arguments(name) + ["--listen", "127.0.0.1:\(port)"] + more
            )
            let log = folder.file("agent-\(name)")
            let server = try await Server("fleetseal-agent", start, log: log) { nil }
            agents[name] = RunningAgent(server: server, port: port)
        }
        do {
            try await body(agents)
        } catch {
            let said = agents.mapValues { $0.server.printed.suffix(2_000) }
            for agent in agents.values { await agent.server.kill() }
            throw Failure("\(error); agents said: \(said)")
        }
        for agent in agents.values { await agent.server.kill() }
    }

    /// Whether the newest publication of a cluster's agent is on its reference.
    func isPushed(_ name: String) async throws -> Bool {
        let path = folder.file("state-\(name)/publication")
        return try await published(name) == String(contentsOfFile: path, encoding: .utf8)
    }

    /// Puts a key that opens nothing in the place of the one that a cluster began with.
    func destroyFirstKey(_ name: String) async throws {
        let file = "\"$HOME/\(name).key\""
        try await run("rm \(file); fleetseal identity new --no-passphrase \(file)")
    }

    /// The value that a cluster has.
    func value(_ name: String) -> String? {
        try? String(contentsOfFile: folder.file("out-\(name)/app/db/shared"), encoding: .utf8)
    }
}

/// An agent of a ``ReferenceFleet`` at work.
struct RunningAgent: Sendable {
    let server: Server
    let port: Int

    var printed: String { server.printed }

    func get(_ path: String) async throws -> String {
        try await Command.run("curl", ["-s", "http://127.0.0.1:\(port)\(path)"]).output
    }

    /// How often a push came to this.
    func pushes(_ result: String) async throws -> Int {
        let name = "fleetseal_agent_publication_pushes_total{result=\"\(result)\"} "
        let line = try await get("/metrics").split(separator: "\n").first { $0.hasPrefix(name) }
        return Int(line?.dropFirst(name.count) ?? "") ?? 0
    }
}
