internal import Locking
internal import Payloads
internal import Transport

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

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
            Self.detach {
                do throws(ConfigurationError) {
                    let credential = try ExecCredential.get(plugin)
                    result.withLock { $0 = .success(credential) }
                } catch {
                    result.withLock { $0 = .failure(error) }
                }
                continuation.resume()
            }
        }
        return result.withLock { $0 }
            ?? .failure(ConfigurationError("run \(plugin.command): it did not run"))
    }

    private final class Job {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body`, which blocks, on a thread of its own.
    private static func detach(_ body: @escaping @Sendable () -> Void) {
        let argument = unsafe Unmanaged.passRetained(Job(body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            argument
        )
        if code == 0 {
            pthread_detach(thread)
        } else {
            // Better late than never.
            unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
        }
    }
}
