import ClusterSupport
import Foundation

/// A fleet in a Git repository of its own, made by the program itself.
final class TestFleet: Sendable {
    let folder: TemporaryFolder
    let environment: [String: String]

    init() async throws {
        folder = try TemporaryFolder("fleet")
        environment = GitRepository.environment.merging(
            [
                "HOME": folder.path, "XDG_CONFIG_HOME": folder.file("config"), "USER": "alice",
            ]
        ) { $1 }
        try await Command.checked("mkdir", ["-p", folder.file("repository")])
        try await Command.checked("git", ["init", "-q", "-b", "main", folder.file("repository")])
        try await run(["identity", "new", "--no-passphrase"])
        try await run(["init", "--bare", "acme"])
        for name in ["here", "there"] {
            try await run(["cluster", "add", name, "--new-key", folder.file("\(name).key")])
        }
        try folder.write(try await run(["trust", "show", "--export"]), to: "trust")
        try await render()
    }

    var repository: String { folder.file("repository") }
    /// The private key of the cluster `here`.
    var key: String { folder.file("here.key") }
    /// Whom to trust.
    var trust: String { folder.file("trust") }
    /// The documents that concern `here`.
    var rendered: String { folder.file("rendered") }

    func render() async throws {
        try await run(["render", "--cluster", "here", "--out", rendered])
    }

    /// Runs the program in the fleet's repository.
    @discardableResult
    func run(_ arguments: [String], input: String? = nil) async throws -> String {
        try await Command.checked(
            Self.program("fleetseal"),
            arguments,
            input: input,
            environment: environment,
            folder: repository
        )
    }

    /// A document with these values, sealed to a group; it is not put into the repository.
    func seal(
        _ name: String,
        in namespace: String,
        _ values: [String: String],
        group: String = "fleet",
        type: String = "Opaque",
        immutable: Bool = false
    ) async throws -> String {
        struct Manifest: Encodable {
            let apiVersion = "v1"
            let kind = "Secret"
            let type: String
            let immutable: Bool
            let metadata: [String: String]
            let stringData: [String: String]
        }
        let manifest = Manifest(
            type: type,
            immutable: immutable,
            metadata: ["name": name, "namespace": namespace],
            stringData: values
        )
        let text = String(decoding: try JSONEncoder().encode(manifest), as: UTF8.self)
        return try await run(["seal", "--for", group, "--out", "-"], input: text)
    }

    /// Many documents, by their names.
    func sealMany(
        _ names: [String],
        in namespace: String,
        _ values: (String) -> [String: String]
    ) async throws -> [String: String] {
        struct Manifest: Encodable {
            let apiVersion = "v1"
            let kind = "Secret"
            let metadata: [String: String]
            let stringData: [String: String]
        }
        let text = try names.map { name in
            let manifest = Manifest(
                metadata: ["name": name, "namespace": namespace],
                stringData: values(name)
            )
            return String(decoding: try JSONEncoder().encode(manifest), as: UTF8.self)
        }.joined(separator: "\n---\n")
        let output = try await run(["seal", "--for", "fleet", "--out", "-"], input: text)
        var documents: [String: String] = [:]
        for document in output.split(separator: "---\n") {
            guard
                let line = document.split(separator: "\n").first(where: {
                    $0.hasPrefix("metadata:")
                }),
                let name = names.first(where: { line.contains("name: \($0),") })
            else { continue }
            documents[name] = String(document)
        }
        return documents
    }

    /// A program of this package, or the one that is to be tested instead.
    static func program(_ name: String) -> String {
        let variable = name == "fleetseal" ? "FLEETSEAL" : "FLEETSEAL_AGENT"
        return ProcessInfo.processInfo.environment[variable]
            ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: name).path
    }

    /// A file of this repository.
    static func source(_ path: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
            .standardizedFileURL.resolvingSymlinksInPath().appending(path: path).path
    }
}
