import ClusterSupport
import Foundation
import Kubernetes
import Sealing

/// The fleet of the drills: a Git repository, a cluster with its agent, and a person at a shell.
final class Drill: Sendable {
    let cluster: Cluster
    let client: Client
    let folder: TemporaryFolder
    private let shell: Shell
    private let page: DrillPage

    var bare: String { folder.file("served/fleet.git") }
    var work: String { folder.file("work") }
    var state: String { folder.file("state") }
    var trust: String { folder.file("fleet.trust") }

    static func with<Value>(_ body: (Drill) async throws -> Value) async throws -> Value {
        try await Cluster.with { cluster in
            let drill = try await Drill(cluster)
            return try await body(drill)
        }
    }

    private init(_ cluster: Cluster) async throws {
        self.cluster = cluster
        page = try DrillPage()
        folder = try TemporaryFolder("drill")
        client = try Client(
            Configuration.find(kubeconfig: cluster.admin),
            userAgent: "test",
            concurrency: 2
        )
        let programs = folder.file("bin")
        shell = Shell(
            home: folder,
            place: folder.file("work"),
            programs: programs,
            [
                "KUBECONFIG": folder.file("kubeconfig"), "CLONE": folder.file("work"),
                "NEW": folder.file("served/fleet.git"), "STATE": folder.file("state"),
            ]
        )
        try FileManager.default.createDirectory(
            atPath: programs,
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: programs + "/fleetseal",
            withDestinationPath: TestFleet.program("fleetseal")
        )
        try reach(cluster)
        try await run(
            """
            git init -q --bare -b main served/fleet.git
            git init -q -b main work
            cd work
            git remote add origin "$NEW"
            fleetseal identity new --no-passphrase
            fleetseal init --bare acme
            fleetseal group add production --select env=production
            fleetseal group add staging --select env=staging
            fleetseal cluster add us-east-1 --label env=production --bootstrap ../us-east-1.yaml
            fleetseal cluster add eu-west-1 --label env=production --new-key ../eu-west-1.key
            fleetseal cluster add lab --label env=staging --new-key ../lab.key
            printf app | fleetseal set payments/db username --for fleet --stdin
            printf p-production | fleetseal set payments/db password --for production --stdin
            printf p-staging | fleetseal set payments/db password --for staging --stdin
            printf p-eu | fleetseal set payments/db password --for eu-west-1 --stdin
            fleetseal trust show --export > ../fleet.trust
            git add -A && git commit -qm 'Start the fleet' && git push -q origin HEAD
            """,
            in: folder.path
        )
        try await cluster.kubectl("create", "namespace", "payments")
        try await cluster.kubectl("create", "namespace", "fleetseal")
        try await cluster.kubectl("apply", "-f", folder.file("us-east-1.yaml"))
        try FileManager.default.removeItem(atPath: folder.file("us-east-1.yaml"))
    }

    /// Makes the context us-east-1 lead to a cluster.
    func reach(_ cluster: Cluster) throws {
        let text = try String(contentsOfFile: cluster.admin, encoding: .utf8)
        try folder.write(
            text.replacing(
                "  - name: test\n    context:",
                with: "  - name: us-east-1\n    context:"
            )
            .replacing("current-context: test", with: "current-context: us-east-1"),
            to: "kubeconfig"
        )
    }

    /// Runs lines of a shell, as a person types them; a command that fails stops it.
    @discardableResult
    func run(_ lines: String, in place: String? = nil) async throws -> String {
        let result = try await shell.run(lines, in: place)
        return result.output + result.error
    }

    /// Runs one block of commands of the page.
    @discardableResult
    func follow(_ title: String, _ block: Int, in place: String? = nil) async throws -> String {
        let blocks = page.commands(of: title)
        guard blocks.indices.contains(block) else {
            throw Failure("\(title) has \(blocks.count) blocks of commands")
        }
        return try await run(blocks[block], in: place)
    }

    /// Runs the agent of us-east-1 for the time of `body`.
    func agent(
        of other: Cluster? = nil,
        state: String? = nil,
        _ body: (Server) async throws -> Void
    ) async throws {
        let start = Child.Start(
            TestFleet.program("fleetseal-agent"),
            [
                "run", "--cluster", "us-east-1", "--trust", trust,
                "--source", "git", "--git-url", bare, "--git-ref", "main", "--git-interval", "1s",
                "--state", state ?? self.state, "--target", "kubernetes",
                "--key-namespace", "fleetseal", "--namespaces", "payments",
                "--kubeconfig", (other ?? cluster).admin,
            ]
        )
        let log = folder.file("agent-\(UUID().uuidString)")
        let server = try await Server("fleetseal-agent", start, log: log) { nil }
        do {
            try await body(server)
        } catch {
            await server.kill()
            throw Failure("\(error); the agent said: \(server.printed.suffix(3_000))")
        }
        await server.kill()
    }

    /// What the cluster has of payments/db.
    func secret(_ client: Client? = nil) async throws -> SeenSecret? {
        do throws(APIError) {
            return SeenSecret(
                try await (client ?? self.client).get(.secrets, "db", in: "payments")
            )
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    func password() async throws -> String? { try await secret()?.values["password"] }
}
