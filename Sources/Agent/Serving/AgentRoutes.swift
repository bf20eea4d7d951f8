internal import Telemetry

/// What the agent answers over HTTP: nothing that opens, seals or verifies a secret.
struct AgentRoutes: Sendable {
    let board: StatusBoard
    let metrics: AgentMetrics
    let hook: HookSecret?
    /// Whether everybody who can reach the server may see names of Secrets.
    let showsNames: Bool
    /// Whether only this computer can reach the server.
    let isLoopback: Bool

    var routes: HTTPRoutes {
        var routes = HTTPRoutes()
        routes.get("/metrics") { _ in
            HTTPResponse(
                200,
                metrics.all.text,
                type: "text/plain; version=0.0.4; charset=utf-8"
            )
        }
        routes.get("/healthz") { _ in
            board.isAlive ? HTTPResponse(200, "ok\n") : HTTPResponse(503, "stuck\n")
        }
        routes.get("/readyz") { _ in
            board.isReady ? HTTPResponse(200, "ok\n") : HTTPResponse(503, "not ready\n")
        }
        routes.get("/v1/status") { request in
            HTTPResponse(
                200,
                board.status(withNames: showsNames || isLoopback && isLocal(request)),
                type: "application/json"
            )
        }
        if let hook {
            routes.post("/hooks/git") { request in
                guard hook.authenticates(request) else {
                    metrics.hooks.add(1, "refused")
                    return HTTPResponse(403, "not authentic\n")
                }
                metrics.hooks.add(1, "accepted")
                board.hook()
                return HTTPResponse(202, "ok\n")
            }
        }
        return routes
    }

    /// Whether the caller asked for this computer by an address of its own.
    ///
    /// A page in a browser can have a name of its own lead to 127.0.0.1; the name shows here.
    private func isLocal(_ request: HTTPRequest) -> Bool {
        guard let host = request[header: "host"] else { return true }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } : host.prefix { $0 != ":" }
        return name == "localhost" || name.hasPrefix("127.") || name == "[::1"
    }
}
