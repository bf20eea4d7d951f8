import ClusterSupport
import Foundation

/// The agent as a process, as it runs in a cluster.
final class TestAgent: Sendable {
    let server: Server
    private let folder: TemporaryFolder

    /// Starts an agent for the time of `body`; it serves `namespaces` alone, all of them if none.
    static func with<Value>(
        _ site: Site,
        _ namespaces: [String],
        _ arguments: [String] = [],
        kubeconfig: String? = nil,
        source: [String] = ["--source", "custom-resources"],
        hasKeyFile: Bool = true,
        _ body: (TestAgent) async throws -> Value
    ) async throws -> Value {
        let agent = try await TestAgent(
            site,
            namespaces,
            arguments,
            kubeconfig: kubeconfig,
            source: source,
            hasKeyFile: hasKeyFile
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
        source: [String] = ["--source", "custom-resources"],
        hasKeyFile: Bool = true
    ) async throws {
        folder = try TemporaryFolder("agent")
        let start = Child.Start(
            TestFleet.program("fleetseal-agent"),
            Self.arguments(
                site,
                namespaces,
                kubeconfig: kubeconfig,
                source: source,
                hasKeyFile: hasKeyFile
            ) + arguments
        )
        server = try await Server("fleetseal-agent", start, log: folder.file("log")) { nil }
    }

    static func arguments(
        _ site: Site,
        _ namespaces: [String],
        kubeconfig: String? = nil,
        source: [String] = ["--source", "custom-resources"],
        hasKeyFile: Bool = true
    ) -> [String] {
        [
            "run", "--target", "kubernetes", "--cluster", "here", "--trust", site.fleet.trust,
            "--kubeconfig", kubeconfig ?? site.cluster.admin, "--log-level", "debug",
        ] + source + (hasKeyFile ? ["--key", site.fleet.key] : [])
            + namespaces.flatMap { ["--namespaces", $0] }
    }

    /// What it printed so far.
    var printed: String { server.printed }

    /// Converges once.
    static func once(
        _ site: Site,
        _ namespaces: [String],
        _ arguments: [String] = []
    ) async throws -> Command.Result {
        try await Command.run(
            TestFleet.program("fleetseal-agent"),
            self.arguments(site, namespaces) + ["--once"] + arguments
        )
    }
}
