internal import CommandLine
internal import Telemetry

extension AgentRoutes {
    /// Serves a board as the settings say; nothing where they name no address.
    static func serve(
        _ board: StatusBoard,
        _ metrics: AgentMetrics,
        at address: ListenAddress?,
        hookSecret: String?,
        showsNames: Bool
    ) throws -> HTTPServer? {
        guard let address else { return nil }
        let routes = AgentRoutes(
            board: board,
            metrics: metrics,
            hook: try hookSecret.map { try HookSecret($0) },
            showsNames: showsNames,
            isLoopback: address.isLoopback
        )
        do {
            return try HTTPServer(address, routes.routes)
        } catch {
            throw StartFailure(
                "\(error)",
                hint:
                    "--listen ADDRESS:PORT names another port; on Debian: apt-get install libmicrohttpd12"
            )
        }
    }
}
