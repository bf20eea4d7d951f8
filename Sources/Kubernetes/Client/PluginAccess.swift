internal import Threads
internal import Payloads
internal import Transport

/// Runs an exec plugin when it is needed, once for all that wait, and keeps what it printed.
actor PluginAccess {
    private let plugin: ExecPlugin
    private let configuration: Configuration
    private let client: HTTPClient
    private let concurrency: Int
    private var current: (pass: Access.Pass, renewal: Int?)?
    private var number = 0
    private var isRunning = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var failure: ConfigurationError?

    init(
        _ plugin: ExecPlugin,
        _ configuration: Configuration,
        _ client: HTTPClient,
        concurrency: Int
    ) {
        self.plugin = plugin
        self.configuration = configuration
        self.client = client
        self.concurrency = concurrency
    }

    /// A credential that is still good.
    func pass() async throws(ConfigurationError) -> Access.Pass {
        while true {
            if let current, current.renewal.map({ $0 > Timestamp.now }) ?? true {
                return current.pass
            }
            if isRunning {
                await withCheckedContinuation { waiting.append($0) }
                if let failure { throw failure }
                continue
            }
            isRunning = true
            let result = await run()
            isRunning = false
            let others = waiting
            waiting = []
            do throws(ConfigurationError) {
                current = try made(of: result.get())
                failure = nil
            } catch {
                failure = error
            }
            for other in others { other.resume() }
            if let failure { throw failure }
        }
    }

    /// Forgets a credential that the server did not accept.
    func refuse(_ pass: Access.Pass) {
        if current?.pass.number == pass.number { current = nil }
    }

    private func made(
        of credential: ExecCredential
    ) throws(ConfigurationError) -> (pass: Access.Pass, renewal: Int?) {
        var client = client
        if let pair = credential.certificate {
            var security = configuration.security
            security.certificate = pair.certificate
            security.key = pair.key
            do throws(TransportError) {
                client = try HTTPClient(
                    security,
                    proxy: configuration.proxy,
                    concurrency: concurrency
                )
            } catch {
                throw ConfigurationError("use a client certificate: \(error)")
            }
        }
        number += 1
        let pass = Access.Pass(
            client: client,
            authorization: credential.authorization,
            number: number
        )
        // Some time before it ends, since the request has to get there; and not with each request
        // where the clocks of the plugin and of this machine differ.
        let renewal = credential.expiration.map { max($0 - 10, Timestamp.now + 1) }
        return (pass, renewal)
    }

    private func run() async -> Result<ExecCredential, ConfigurationError> {
        let plugin = plugin
        let result = Locked<Result<ExecCredential, ConfigurationError>?>(nil)
        await withCheckedContinuation { continuation in
            let body: @Sendable () -> Void = {
                do throws(ConfigurationError) {
                    let credential = try ExecCredential.get(plugin)
                    result.withLock { $0 = .success(credential) }
                } catch {
                    result.withLock { $0 = .failure(error) }
                }
                continuation.resume()
            }
            do throws(SystemThread.Failure) {
                try SystemThread.detach(body)
            } catch {
                // Better late than never.
                body()
            }
        }
        return result.withLock { $0 }
            ?? .failure(ConfigurationError("run \(plugin.command): it did not run"))
    }
}
