import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Threads

/// A fleet whose clusters each are a namespace of one API server, with an agent for each that follows a
/// Git server and pushes its publication there.
///
/// Cluster `c1` delivers to namespace `app-c1` and keeps its keys in `agent-c1`. Every document there
/// has the value `shared` for the group `all-apps`, and `own` for the cluster alone.
final class GrowingFleet: Sendable {
    let cluster: Cluster
    private let repository: GitRepository
    private let server: GitWebServer
    private let folder: TemporaryFolder
    private let shell: Shell
    private let client: Client
    private let agents = Locked<[String: Server]>([:])
    /// What agents printed before they were started again.
    private let earlier = Locked<[String: String]>([:])

    static func with(_ body: (GrowingFleet) async throws -> Void) async throws {
        try await Cluster.with { cluster in
            let repository = try await GitRepository()
            try await GitWebServer.with(repository.root) { server in
                let fleet = try GrowingFleet(cluster, repository, server)
                try await fleet.begin()
                do {
                    try await body(fleet)
                } catch {
                    await fleet.end()
                    throw Failure(
                        "\(error); agents said: \(fleet.printed.values.map { $0.suffix(1_500) })"
                    )
                }
                await fleet.end()
            }
        }
    }

    private init(_ cluster: Cluster, _ repository: GitRepository, _ server: GitWebServer) throws {
        self.cluster = cluster
        self.repository = repository
        self.server = server
        folder = try TemporaryFolder("growing")
        shell = Shell(
            home: folder,
            place: repository.workTree,
            ["KUBECONFIG": cluster.admin, "ORIGIN": repository.path]
        )
        client = try Client(
            Configuration.find(kubeconfig: cluster.admin),
            userAgent: "test",
            concurrency: 4
        )
        try folder.write("correct horse\n", to: "password")
    }

    private func begin() async throws {
        try await run(
            """
            fleetseal identity new --no-passphrase
            fleetseal init --bare acme
            fleetseal group add all-apps --all
            fleetseal trust show --export > "$HOME/fleet.trust"
            git add -A && git commit -qm 'Start the fleet' && git push -q origin HEAD
            git clone -q "$ORIGIN" "$HOME/ci" && git clone -q "$ORIGIN" "$HOME/people"
            """
        )
    }

    private func end() async {
        for server in agents.withLock({ Array($0.values) }) { await server.kill() }
    }

    // MARK: Commands

    /// Runs lines of a shell in the operator's clone, or in another one.
    @discardableResult
    func run(_ lines: String, in clone: String? = nil) async throws -> String {
        try Shell.checked(await tryRun(lines, in: clone), lines).output
    }

    func tryRun(_ lines: String, in clone: String? = nil) async throws -> Command.Result {
        try await shell.tryRun(lines, in: clone.map { folder.file($0) })
    }

    /// Puts a cluster into the fleet, with its values, and starts its agent.
    func add(_ name: String) async throws {
        try await cluster.kubectl("create", "namespace", "app-\(name)")
        try await cluster.kubectl("create", "namespace", "agent-\(name)")
        try await run(
            """
            git pull -q --ff-only origin main
            fleetseal cluster add \(name) --agent-namespace agent-\(name) --bootstrap - | kubectl apply -f -
            printf own-\(name) | fleetseal set app-\(name)/db own --for \(name) --stdin
            printf first | fleetseal set app-\(name)/db shared --for all-apps --stdin
            sed -i 's/^spec:$/spec:\\n  optional: [own]/' secrets/app-\(name)/db.yaml
            git add -A && git commit -qm 'Add \(name)' && git push -q origin HEAD
            """
        )
        let start = Child.Start(
            TestFleet.program("fleetseal-agent"),
            [
                "run", "--cluster", name, "--trust", folder.file("fleet.trust"),
                "--source", "git", "--git-url", "\(server.url)/fleet.git", "--git-ref", "main",
                "--git-ca", server.certificateAuthority, "--git-user", "ada",
                "--git-password-file", folder.file("password"), "--git-interval", "1s",
                "--state", folder.file("state-\(name)"), "--target", "kubernetes",
                "--key-namespace", "agent-\(name)", "--namespaces", "app-\(name)",
                "--kubeconfig", cluster.admin, "--publish-ref",
            ]
        )
        let log = folder.file("agent-\(name)")
        let agent = try await Server("fleetseal-agent", start, log: log) { nil }
        agents.withLock { $0[name] = agent }
    }

    // MARK: Agents

    func kill(_ name: String) async {
        guard let agent = agents.withLock({ $0[name] }) else { return }
        await agent.kill()
        earlier.withLock { $0[name, default: ""] += agent.printed }
    }

    func start(_ name: String) async throws {
        try await agents.withLock { $0[name] }?.restart()
    }

    /// What agents printed, all of their runs.
    var printed: [String: String] {
        let now = agents.withLock { $0.mapValues(\.printed) }
        return earlier.withLock { $0.merging(now) { $0 + $1 } }
    }

    /// What a cluster has.
    func values(_ name: String) async throws -> [String: String]? {
        do throws(APIError) {
            return SeenSecret(try await client.get(.secrets, "db", in: "app-\(name)")).values
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }
}
