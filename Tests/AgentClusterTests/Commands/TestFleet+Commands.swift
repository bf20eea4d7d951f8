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
