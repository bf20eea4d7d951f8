import ClusterSupport
import Foundation

extension TestFleet {
    /// Runs the program in the fleet's repository, whatever its exit status is.
    func tryRun(
        _ arguments: [String],
        input: String? = nil,
        in folder: String? = nil
    ) async throws -> Command.Result {
        try await Command.run(
            Self.program("fleetseal"),
            arguments,
            input: input,
            environment: environment,
            folder: folder ?? repository
        )
    }

    /// The same, of a command that has to come off.
    @discardableResult
    func command(_ arguments: [String]) async throws -> Command.Result {
        let result = try await tryRun(arguments)
        guard result.status == 0 else {
            throw Failure(
                "\(arguments): exit status \(result.status): \(result.output)\(result.error)"
            )
        }
        return result
    }

    /// A kubeconfig file with the context `test` of another one, and `dead`, where nobody answers.
    func kubeconfigWithDead(besides file: String) throws -> String {
        let text = try String(contentsOfFile: file, encoding: .utf8)
            .replacing(
                "clusters:\n",
                with: "clusters:\n  - name: dead\n    cluster:\n      server: https://127.0.0.1:1\n"
            )
            .replacing(
                "contexts:\n",
                with:
                    "contexts:\n  - name: dead\n    context:\n      cluster: dead\n      user: test\n"
            )
        return try folder.write(text, to: "kubeconfig-\(UUID().uuidString)")
    }
}

extension TestFleet {
    /// Runs an agent for the time of `body`; what it said is in the error of one that fails.
    func agent(_ arguments: [String], _ body: (Server) async throws -> Void) async throws {
        let start = Child.Start(TestFleet.program("fleetseal-agent"), arguments)
        let log = folder.file("agent.log")
        let server = try await Server("fleetseal-agent", start, log: log) { nil }
        do {
            try await body(server)
            await server.kill()
        } catch {
            await server.kill()
            throw Failure("\(error); the agent said: \(server.printed.suffix(3_000))")
        }
    }

    /// What an agent takes that reads this fleet's folder and delivers to a cluster.
    func folderAgent(_ kubeconfig: String, own: String, _ namespaces: String) -> [String] {
        [
            "run", "--cluster", "here", "--trust", trust, "--source", "directory:\(repository)",
            "--target", "kubernetes", "--key-namespace", own, "--namespaces", namespaces,
            "--kubeconfig", kubeconfig, "--listen", "127.0.0.1:0",
        ]
    }
}
