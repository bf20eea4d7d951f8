import ClusterSupport
import Foundation

/// The agent as a process, as it runs in a cluster.
final class TestAgent: Sendable {
    let server: Server
    private let folder: TemporaryFolder
    /// Where it serves.
    private let port: Int

    /// Starts an agent for the time of `body`; it serves `namespaces` alone, all of them if none.
    static func with<Value>(
        _ site: Site,
        _ namespaces: [String],
        _ arguments: [String] = [],
        kubeconfig: String? = nil,
        hasKeyFile: Bool = true,
        source: [String] = customResources,
        environment: [String: String] = [:],
        trust: String? = nil,
        _ body: (TestAgent) async throws -> Value
    ) async throws -> Value {
        let agent = try await TestAgent(
            site,
            namespaces,
            arguments,
            kubeconfig: kubeconfig,
            hasKeyFile: hasKeyFile,
            source: source,
            environment: environment,
            trust: trust
        )
        do {
            let value = try await body(agent)
            await agent.server.kill()
            return value
        } catch {
            await agent.server.kill()
            throw Failure("\(error); the agent said: \(agent.printed.suffix(3_000))")
        }
    }

    init(
        _ site: Site,
        _ namespaces: [String],
        _ arguments: [String] = [],
        kubeconfig: String? = nil,
        hasKeyFile: Bool = true,
        source: [String] = customResources,
        environment: [String: String] = [:],
        trust: String? = nil
    ) async throws {
        folder = try TemporaryFolder("agent")
        port = try Port.free()
        let start = Child.Start(
            TestFleet.program("fleetseal-agent"),
            Self.arguments(
                site,
                namespaces,
                kubeconfig: kubeconfig,
                hasKeyFile: hasKeyFile,
                source: source,
                trust: trust
            ) + ["--listen", "127.0.0.1:\(port)"] + arguments,
            environment: Programs.environment.merging(environment) { $1 }
        )
        server = try await Server("fleetseal-agent", start, log: folder.file("log")) { nil }
    }

    static func arguments(
        _ site: Site,
        _ namespaces: [String],
        kubeconfig: String? = nil,
        hasKeyFile: Bool = true,
        source: [String] = customResources,
        trust: String? = nil
    ) -> [String] {
        ["run"] + source + [
            "--target", "kubernetes", "--cluster", "here",
            "--trust", trust ?? site.fleet.trust, "--kubeconfig", kubeconfig ?? site.cluster.admin,
            "--log-level", "debug",
        ] + (hasKeyFile ? ["--key", site.fleet.key] : [])
            + namespaces.flatMap { ["--namespaces", $0] }
    }

    /// What it printed so far.
    var printed: String { server.printed }

    /// What it serves under a path.
    func get(_ path: String) async throws -> String {
        try await Command.run("curl", ["-s", "http://127.0.0.1:\(port)\(path)"]).output
    }

    /// Calls it as a Git server does; gives the status of its answer.
    func hook(_ secret: String) async throws -> String {
        try await Command.run(
            "curl",
            [
                "-s", "-o", "/dev/null", "-w", "%{http_code}", "-d", "{}",
                "-H", "X-Gitlab-Token: \(secret)", "http://127.0.0.1:\(port)/hooks/git",
            ]
        ).output
    }

    /// A metric, by its name and labels; nothing while it is not served.
    func metric(_ name: String) async throws -> Int? {
        for line in try await get("/metrics").split(separator: "\n")
        where line.hasPrefix(name + " ") {
            return Int(line.split(separator: " ").last ?? "")
        }
        return nil
    }

    /// How many changes it made so far.
    var changes: Int { printed.split(separator: "\n").count { $0.contains("\"audit\"") } }

    /// Where documents come from unless a test says otherwise.
    static let customResources = ["--source", "custom-resources"]

    /// Converges once.
    static func once(
        _ site: Site,
        _ namespaces: [String],
        _ arguments: [String] = [],
        hasKeyFile: Bool = true,
        source: [String] = customResources
    ) async throws -> Command.Result {
        try await Command.run(
            TestFleet.program("fleetseal-agent"),
            self.arguments(site, namespaces, hasKeyFile: hasKeyFile, source: source) + ["--once"]
                + arguments
        )
    }
}
