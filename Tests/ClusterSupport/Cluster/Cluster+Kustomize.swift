import Foundation

extension Cluster {
    /// What a folder with a kustomization comes to; what it refers to lies beside it.
    package func kustomized(_ folder: String) async throws -> String {
        let result = try await tryKubectl(["kustomize", folder])
        if result.status == 0 { return result.output }
        guard let text = try? await kustomizedByOldWords(URL(filePath: folder)) else {
            throw Failure("kubectl kustomize \(folder): \(result.error)")
        }
        return text
    }

    /// The same for kubectl 1.20, as Debian 12 has it, which knows folders and patches by other words.
    private func kustomizedByOldWords(_ folder: URL) async throws -> String {
        let copy = try TemporaryFolder("kustomize")
        let parent = copy.file("all")
        try await Command.checked("cp", ["-R", folder.deletingLastPathComponent().path, parent])
        let files = FileManager.default.enumerator(atPath: parent)?.compactMap { $0 as? String }
        for file in files ?? [] where file.hasSuffix("kustomization.yaml") {
            let path = URL(filePath: "\(parent)/\(file)")
            let old = try String(contentsOf: path, encoding: .utf8)
            try Data(Self.inOldWords(old).utf8).write(to: path)
        }
        return try await kubectl("kustomize", "\(parent)/\(folder.lastPathComponent)")
    }

    private static func inOldWords(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        let folders = lines.filter {
            $0.hasPrefix("  - ") && !$0.hasSuffix(".yaml") && !$0.contains(": ")
        }
        let rest = lines.filter { !folders.contains($0) }.map {
            $0 == "patches:"
                ? "patchesStrategicMerge:" : $0.replacingOccurrences(of: "  - path: ", with: "  - ")
        }
        return (rest + ["bases:"] + folders.map(String.init)).joined(separator: "\n")
    }

    /// Applies definitions of resources, and waits until the API server serves them.
    package func apply(definitionsIn folder: String) async throws {
        try await apply(kustomized(folder))
        try await kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
    }
}
