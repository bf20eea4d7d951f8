import Foundation

extension Cluster {
    /// What a folder with a kustomization comes to.
    package func kustomized(_ folder: String) async throws -> String {
        // kubectl has a usable kustomize inside only since 1.21; then scripts/testbed.sh made this one.
        if (try? Programs.path(of: "kustomize")) != nil {
            return try await Command.checked("kustomize", ["build", folder])
        }
        return try await kubectl("kustomize", folder)
    }

    /// Applies definitions of resources, and waits until the API server serves them.
    package func apply(definitionsIn folder: String) async throws {
        try await apply(kustomized(folder))
        try await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
    }
}
