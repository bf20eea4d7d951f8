import Foundation

/// Git over ssh: OpenSSH's server with keys of its own, for the user who runs the tests.
package final class GitShellServer: Sendable {
    package let port: Int
    /// The server: may be killed, paused, started again.
    package let server: Server

    private let folder: TemporaryFolder

    /// Kinds of keys, by the names that `ssh-keygen` has for them.
    package enum KeyKind: String, CaseIterable, Sendable {
        case ed25519, ecdsa, rsa
    }

    /// Serves every repository of this machine for the time of `body`.
    package static func with<Value>(
        _ body: (GitShellServer) async throws -> Value
    ) async throws -> Value {
        let server = try await GitShellServer()
        do {
            let value = try await body(server)
            await server.server.kill()
            return value
        } catch {
            await server.server.kill()
            throw error
        }
    }

    /// The address of a repository by its path.
    package func url(_ repository: String) -> String {
        "ssh://\(Self.user)@127.0.0.1:\(port)\(repository)"
    }

    /// The user that it lets in.
    package static let user = NSUserName()

    /// The file with the private key of a client that it lets in; beside it, `.pub`.
    package func clientKey(_ kind: KeyKind = .ed25519) -> String {
        folder.file("client_\(kind.rawValue)")
    }

    /// The file with the private key of a client that it does not know.
    package var strangersKey: String { folder.file("stranger") }

    /// The line of a known_hosts file for one of its keys.
    package func knownHost(_ kind: KeyKind = .ed25519) throws -> String {
        let key = try folder.text("host_\(kind.rawValue).pub").split(separator: " ")
        return "[127.0.0.1]:\(port) \(key[0]) \(key[1])"
    }

    /// What it logged: who came, with which key, and what it was asked to run.
    package var log: String { server.printed }

    private init() async throws {
        let folder = try TemporaryFolder("ssh")
        self.folder = folder
        let port = try Port.free()
        self.port = port
        var allowed = ""
        for kind in KeyKind.allCases {
            try await Self.makeKey(folder.file("host_\(kind.rawValue)"), kind)
            try await Self.makeKey(folder.file("client_\(kind.rawValue)"), kind)
            allowed += try folder.text("client_\(kind.rawValue).pub")
        }
        try await Self.makeKey(folder.file("stranger"), .ed25519)
        try folder.write(allowed, to: "authorized_keys")
        try folder.write(Self.configuration(folder: folder, port: port), to: "sshd_config")
        // The server of a machine makes this at its start; root's needs it.
        if geteuid() == 0 {
            try FileManager.default.createDirectory(
                atPath: "/run/sshd",
                withIntermediateDirectories: true
            )
        }
        server = try await Server(
            "sshd",
            // It starts itself anew for each connection, and wants to know where it is.
            Child.Start(
                try Programs.path(of: "sshd"),
                ["-D", "-e", "-f", folder.file("sshd_config")]
            ),
            log: folder.file("log")
        ) {
            Port.answers(port) ? nil : "it does not listen"
        }
    }

    private static func makeKey(_ file: String, _ kind: KeyKind) async throws {
        let size = kind == .rsa ? ["-b", "2048"] : []
        try await Command.checked(
            "ssh-keygen",
            ["-q", "-t", kind.rawValue, "-N", "", "-C", "test", "-f", file] + size
        )
    }

    private static func configuration(folder: TemporaryFolder, port: Int) -> String {
        let keys = KeyKind.allCases.map { "HostKey \(folder.file("host_\($0.rawValue)"))" }
        return """
            ListenAddress 127.0.0.1
            Port \(port)
            \(keys.joined(separator: "\n"))
            AuthorizedKeysFile \(folder.file("authorized_keys"))
            AllowUsers \(user)
            AuthenticationMethods publickey
            PermitRootLogin prohibit-password
            # Keeps bash from reading the user's .bashrc, which may print anything.
            SetEnv SHLVL=2
            # The folder of temporary files may be written to by others.
            StrictModes no
            UsePAM no
            PidFile none
            PrintMotd no
            LogLevel VERBOSE
            MaxStartups 100

            """
    }
}
