import ClusterSupport
import Waiting
import Foundation
import Kubernetes
import Payloads
import Testing
import TransportSupport

/// Credentials that change, against a server that says which it accepts.
@Suite struct CredentialTests {
    /// A server that answers `{}` to the bearer of one of `accepted`, and 401 to others.
    private static func server(accepting accepted: Set<String>) throws -> ScriptedServer {
        try ScriptedServer { request, connection in
            let isAccepted = accepted.contains { request.contains("\r\nAuthorization: \($0)\r\n") }
            return connection.answer(isAccepted ? "200 OK" : "401 Unauthorized", "{}")
        }
    }

    // Never dropped, so that the guardian removes it.
    private static let folder = Result { try TemporaryFolder("credentials") }

    private static func temporary(_ name: String) throws -> String {
        try folder.get().file("\(name)-\(UUID().uuidString)")
    }

    /// A client whose user is what `user` says in a kubeconfig file.
    private static func client(_ server: ScriptedServer, user: String) throws -> Client {
        let file = try temporary("kubeconfig")
        defer { try? FileManager.default.removeItem(atPath: file) }
        try """
        clusters: [{name: c, cluster: {server: "\(server.url(""))"}}]
        users:
        - name: u
          user: \(user)
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """.write(toFile: file, atomically: true, encoding: .utf8)
        return try Client(Configuration.find(kubeconfig: file))
    }

    /// A program that prints a credential and counts how often it ran.
    private static func plugin(_ status: String, version: String = "v1") throws -> (
        path: String, runs: () -> Int
    ) {
        let path = try temporary("plugin")
        let script = """
            #!/bin/sh
            echo run >> '\(path).runs'
            n=$(wc -l < '\(path).runs')
            cat <<END
            {"apiVersion": "client.authentication.k8s.io/\(version)", "kind": "ExecCredential",
             "status": \(status)}
            END
            """
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        return (
            path,
            {
                let text = try? String(contentsOfFile: path + ".runs", encoding: .utf8)
                return text?.split(separator: "\n").count ?? 0
            }
        )
    }

    // By a shell: a script that was written just now cannot be run while another process starts.
    private static func user(_ plugin: String, version: String = "v1", more: String = "") -> String
    {
        """
        {exec: {apiVersion: client.authentication.k8s.io/\(version), command: sh, \
        args: [\(plugin), a]\(more)}}
        """
    }

    @Test func `shows a name and a password`() async throws {
        let server = try Self.server(accepting: ["Basic bWU6cHc="])
        defer { server.stop() }
        _ = try await Self.client(server, user: "{username: me, password: pw}").raw("/version")
    }

    @Test func `reads a token again when it was refused`() async throws {
        let server = try Self.server(accepting: ["Bearer new"])
        defer { server.stop() }
        let file = try Self.temporary("token")
        defer { try? FileManager.default.removeItem(atPath: file) }
        try "new\n".write(toFile: file, atomically: true, encoding: .utf8)
        let client = try Self.client(server, user: "{tokenFile: \(file)}")
        _ = try await client.raw("/version")
        try "old\n".write(toFile: file, atomically: true, encoding: .utf8)
        // Still the one that was read a moment ago.
        _ = try await client.raw("/version")
        #expect(server.heard.count == 2)
    }

    @Test func `a token that rotated is taken after one refusal`() async throws {
        let file = try Self.temporary("token")
        defer { try? FileManager.default.removeItem(atPath: file) }
        try "old".write(toFile: file, atomically: true, encoding: .utf8)
        let server = try Self.server(accepting: ["Bearer new"])
        defer { server.stop() }
        let client = try Self.client(server, user: "{tokenFile: \(file)}")
        let error = await #expect(throws: APIError.self) { try await client.raw("/version") }
        #expect(error?.kind == .unauthorized)
        try "new".write(toFile: file, atomically: true, encoding: .utf8)
        _ = try await client.raw("/version")
    }

    @Test(arguments: ["v1", "v1beta1"])
    func `runs a plugin once for many requests`(version: String) async throws {
        let server = try Self.server(accepting: ["Bearer t1"])
        defer { server.stop() }
        let plugin = try Self.plugin(
            #"{"token": "t$n", "expirationTimestamp": "2100-01-01T00:00:00Z"}"#,
            version: version
        )
        let client = try Self.client(server, user: Self.user(plugin.path, version: version))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.raw("/version") } }
            try await group.waitForAll()
        }
        #expect(plugin.runs() == 1)
    }

    @Test func `runs a plugin again when its credential ends`() async throws {
        let server = try Self.server(accepting: ["Bearer t1", "Bearer t2", "Bearer t3"])
        defer { server.stop() }
        let plugin = try Self.plugin(
            #"{"token": "t$n", "expirationTimestamp": "2020-01-01T00:00:00Z"}"#
        )
        let client = try Self.client(server, user: Self.user(plugin.path))
        try await until("it runs a second time") {
            _ = try await client.raw("/version")
            return plugin.runs() >= 2
        }
        #expect(server.heard.first?.contains("Bearer t1\r\n") == true)
    }

    @Test func `runs a plugin again when its credential was refused`() async throws {
        let server = try Self.server(accepting: ["Bearer t2"])
        defer { server.stop() }
        let plugin = try Self.plugin(#"{"token": "t$n"}"#)
        let client = try Self.client(server, user: Self.user(plugin.path))
        _ = try await client.raw("/version")
        _ = try await client.raw("/version")
        #expect(plugin.runs() == 2)
    }

    @Test func `gives a plugin arguments, variables and the cluster`() async throws {
        let server = try Self.server(accepting: ["Bearer a-v-told"])
        defer { server.stop() }
        let path = try Self.temporary("plugin")
        try """
        #!/bin/sh
        case $KUBERNETES_EXEC_INFO in *'"server":"http://127'*) s=told ;; esac
        echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",'
        printf '"status": {"token": "%s-%s-%s"}}' "$1" "$V" "$s"
        """.write(toFile: path, atomically: true, encoding: .utf8)
        let more = ", env: [{name: V, value: v}], provideClusterInfo: true"
        _ = try await Self.client(server, user: Self.user(path, more: more)).raw("/version")
    }

    @Test(arguments: [
        ("{}", "neither a token nor a certificate"),
        (#"{"token": "t", "expirationTimestamp": "soon"}"#, "is not a time"),
        ("{", "its output: read JSON"),
    ])
    func `says what is wrong with what a plugin prints`(
        status: String,
        reason: String
    ) async throws {
        let server = try Self.server(accepting: [])
        defer { server.stop() }
        let plugin = try Self.plugin(status)
        let client = try Self.client(server, user: Self.user(plugin.path))
        let error = await #expect(throws: APIError.self) { try await client.raw("/version") }
        #expect(error?.kind == .unusable)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(server.heard.isEmpty)
    }

    @Test func `says how to get a plugin that is not there`() async throws {
        let server = try Self.server(accepting: [])
        defer { server.stop() }
        let user = """
            {exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, \
            installHint: get it}}
            """
        let client = try Self.client(server, user: user)
        let error = await #expect(throws: APIError.self) { try await client.raw("/version") }
        #expect(
            error?.description
                == "get /version: run no-such-plugin: no such file or directory"
        )
        #expect(error?.hint == "get it")
    }
}
