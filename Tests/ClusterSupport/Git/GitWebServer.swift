import Foundation
import Waiting

/// Git over https: `git http-backend` behind nginx, with a certificate of a throw-away authority.
package final class GitWebServer: Sendable {
    /// Whom it lets in.
    package enum Access: Sendable {
        case anyone
        case basic(user: String, password: String)
        case bearer(token: String)
    }

    /// How it is started, beside what it serves.
    package struct Options: Sendable {
        package var access: Access
        /// What its certificate is for.
        package var hosts: [String]
        /// Answers each path that begins with the key by a redirect to the value and the whole path.
        package var redirects: [String: String]
        /// How fast it answers at most, in bytes a second for each request.
        package var rate: Int?

        package init(
            access: Access = .basic(user: "ada", password: "correct horse"),
            hosts: [String] = ["localhost", "127.0.0.1"],
            redirects: [String: String] = [:],
            rate: Int? = nil
        ) {
            self.access = access
            self.hosts = hosts
            self.redirects = redirects
            self.rate = rate
        }
    }

    /// Where it answers, without a slash at the end; a repository's name follows.
    package var url: String { "https://localhost:\(port)" }
    package let port: Int
    /// The file with the certificate to trust.
    package let certificateAuthority: String
    /// nginx: may be killed, paused, started again.
    package let server: Server

    private let backend: Server
    private let folder: TemporaryFolder

    /// Serves the repositories in a folder for the time of `body`.
    package static func with<Value>(
        _ repositories: String,
        _ options: Options = Options(),
        _ body: (GitWebServer) async throws -> Value
    ) async throws -> Value {
        let server = try await GitWebServer(repositories, options)
        do {
            let value = try await body(server)
            await server.end()
            return value
        } catch {
            await server.end()
            throw error
        }
    }

    /// The requests that it answered so far, such as `GET /fleet.git/info/refs 200`.
    ///
    /// It notes a request once the answer is sent, so that who has the answer may look too early.
    /// One more request, which is not counted, is noted behind all before it.
    package func requests() async throws -> [String] {
        let noted = try lines().count { $0 == Self.mark }
        try await Command.checked("curl", ["-sSk", "\(url)/noted"])
        try await until("nginx noted its requests") {
            try lines().count { $0 == Self.mark } > noted
        }
        return try lines().filter { $0 != Self.mark }
    }

    private func lines() throws -> [String] {
        try folder.text("access.log").split(separator: "\n").map(String.init)
    }

    private static let mark = "GET /noted 204"

    private init(_ repositories: String, _ options: Options) async throws {
        let folder = try TemporaryFolder("web")
        self.folder = folder
        let port = try Port.free()
        self.port = port
        let authority = try await CertificateAuthority("ca", in: folder.path)
        certificateAuthority = authority.certificate
        _ = try await authority.server("server", hosts: options.hosts)
        let programs = try await Command.checked("git", ["--exec-path"])
        let program = "\(programs.split(separator: "\n").joined())/git-http-backend"
        try folder.write("", to: "access.log")
        try folder.write(
            try await Self.configuration(
                folder: folder,
                port: port,
                repositories: repositories,
                program: program,
                options: options
            ),
            to: "nginx.conf"
        )
        let socket = folder.file("backend")
        backend = try await Server(
            "fcgiwrap",
            Child.Start("fcgiwrap", ["-c", "4", "-s", "unix:\(socket)"], folder: folder.path),
            log: folder.file("backend.log")
        ) {
            FileManager.default.fileExists(atPath: socket) ? nil : "it has no socket"
        }
        server = try await Server(
            "nginx",
            Child.Start(
                "nginx",
                ["-p", folder.path, "-c", folder.file("nginx.conf"), "-e", "stderr"],
                folder: folder.path
            ),
            log: folder.file("nginx.log")
        ) {
            Port.answers(port) ? nil : "it does not listen"
        }
    }

    private func end() async {
        await server.kill()
        await backend.kill()
    }

    private static func configuration(
        folder: TemporaryFolder,
        port: Int,
        repositories: String,
        program: String,
        options: Options
    ) async throws -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder.file($0));" }
        let redirects = options.redirects.sorted { $0.key < $1.key }
            .map { "location ^~ \($0.key) { return 302 \($0.value)$request_uri; }" }
        return """
            daemon off;
            pid \(folder.file("nginx.pid"));
            \(geteuid() == 0 ? "user root;" : "")
            worker_processes 1;
            events { }
            http {
                log_format short '$request_method $uri $status';
                access_log \(folder.file("access.log")) short;
                \(temporary.joined(separator: " "))
                client_max_body_size 0;
                \(options.rate.map { "limit_rate \($0);" } ?? "")
                server {
                    listen 127.0.0.1:\(port) ssl http2;
                    ssl_certificate server.crt;
                    ssl_certificate_key server.key;
                    \(redirects.joined(separator: " "))
                    location = /noted { return 204; }
                    location / {
                        \(try await check(options.access, folder: folder))
                        fastcgi_param GIT_PROJECT_ROOT \(repositories);
                        fastcgi_param GIT_HTTP_EXPORT_ALL "1";
                        fastcgi_param SCRIPT_FILENAME \(program);
                        fastcgi_param PATH_INFO $uri;
                        fastcgi_param QUERY_STRING $query_string;
                        fastcgi_param REQUEST_METHOD $request_method;
                        fastcgi_param CONTENT_TYPE $content_type;
                        fastcgi_param CONTENT_LENGTH $content_length;
                        fastcgi_param REMOTE_USER $remote_user;
                        fastcgi_param HOME \(folder.path);
                        fastcgi_pass unix:\(folder.file("backend"));
                    }
                }
            }
            """
    }

    private static func check(_ access: Access, folder: TemporaryFolder) async throws -> String {
        switch access {
        case .anyone:
            return ""
        case .basic(let user, let password):
            let hash = try await Command.checked(
                "openssl",
                ["passwd", "-apr1", "-stdin"],
                input: password
            )
            try folder.write("\(user):\(hash)", to: "passwords")
            return "auth_basic fleet; auth_basic_user_file \(folder.file("passwords"));"
        case .bearer(let token):
            return #"if ($http_authorization != "Bearer \#(token)") { return 401; }"#
        }
    }
}
