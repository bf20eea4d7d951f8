import Foundation

extension Cluster {
    /// Runs kubectl, as the user of `kubeconfig` or as the one who may do everything, and gives what
    /// it printed.
    @discardableResult
    package func kubectl(
        _ arguments: String...,
        input: String? = nil,
        as kubeconfig: String? = nil
    ) async throws -> String {
        let result = try await tryKubectl(arguments, input: input, as: kubeconfig)
        guard result.status == 0 else {
            throw Failure(
                "kubectl \(arguments.joined(separator: " ")): exit status \(result.status): "
                    + result.output + result.error
            )
        }
        return result.output
    }

    /// Runs kubectl, which may fail.
    package func tryKubectl(
        _ arguments: [String],
        input: String? = nil,
        as kubeconfig: String? = nil
    ) async throws -> Command.Result {
        var environment = Programs.environment
        // Where it keeps what it learned about the server.
        environment["HOME"] = folder.path
        environment["KUBECONFIG"] = kubeconfig ?? admin
        return try await Command.run(
            "kubectl",
            arguments,
            input: input,
            environment: environment,
            folder: folder.path
        )
    }

    /// Applies documents as the one who may do everything.
    package func apply(_ documents: String) async throws {
        try await kubectl("apply", "-f", "-", input: documents)
    }
}
