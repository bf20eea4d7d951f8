import ClusterSupport
import Foundation

/// An API server with fleetseal's kinds, and the files of this repository.
enum Deployed {
    /// The API server of these tests, once it has the kinds and the namespaces of the example.
    ///
    /// One of their own: the example has groups and clusters of the same names as other tests' fleets.
    static func shared() async throws -> Cluster {
        try await prepared.value
    }

    private static let prepared = Task {
        let cluster = try await Cluster.lasting()
        try await cluster.apply(definitionsIn: folder("deploy/crds"))
        for name in ["shop", "shop-jobs", "payments", "monitoring", "cert-manager"] {
            try await cluster.apply(
                #"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "\#(name)"}}"#
            )
        }
        return cluster
    }

    /// A file or folder of this repository.
    static func folder(_ path: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
            .standardizedFileURL.resolvingSymlinksInPath().appending(path: path).path
    }

    /// Writes what concerns one cluster of the example.
    static func render(_ cluster: String, to out: String) async throws {
        let copy = try TemporaryFolder("example")
        try await Command.checked("cp", ["-R", folder("examples/fleet"), copy.file("fleet")])
        let fleet = copy.file("fleet")
        try await Command.checked("git", ["init", "-q", fleet])
        try await Command.checked(
            program,
            ["render", "--cluster", cluster, "--out", out, "--trust", "\(fleet)/example.trust"],
            environment: GitRepository.environment.merging(["HOME": copy.path]) { $1 },
            folder: fleet
        )
    }

    private static let program =
        ProcessInfo.processInfo.environment["FLEETSEAL"]
        ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "fleetseal").path
}
