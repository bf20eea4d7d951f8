internal import Threads
internal import Payloads
internal import Transport

/// Connections to a server, and what shows it who we are, renewed before it ends.
final class Access: Sendable {
    /// What one request is made with.
    struct Pass: Sendable {
        let client: HTTPClient
        let authorization: Payload?
        /// Counts the credentials that there were, to know which one was refused.
        let number: Int
    }

    /// A token that was read, and when.
    private struct Token {
        var value: Payload?
        var read: ContinuousClock.Instant
        var number: Int
    }

    private let configuration: Configuration
    private let concurrency: Int
    private let client: HTTPClient
    private let file = Locked(Token(value: nil, read: .now, number: 0))
    private let plugin: PluginAccess?

    init(_ configuration: Configuration, concurrency: Int) throws(TransportError) {
        self.configuration = configuration
        self.concurrency = concurrency
        client = try HTTPClient(
            configuration.security,
            proxy: configuration.proxy,
            concurrency: concurrency
        )
        plugin =
            if case .plugin(let plugin) = configuration.credentials {
                PluginAccess(plugin, configuration, client, concurrency: concurrency)
            } else {
                nil
            }
    }

    /// What the next request is made with.
    func pass() async throws(ConfigurationError) -> Pass {
        switch configuration.credentials {
        case .none: Pass(client: client, authorization: nil, number: 0)
        case .basic(let value): Pass(client: client, authorization: value, number: 0)
        case .token(let token):
            Pass(client: client, authorization: fixed(token), number: 0)
        case .tokenFile(let path): try filePass(path)
        case .plugin:
            if let plugin {
                try await plugin.pass()
            } else {
                Pass(client: client, authorization: nil, number: 0)
            }
        }
    }

    /// Says that the server did not accept `pass`; whether another one can be had.
    func refuse(_ pass: Pass) async -> Bool {
        switch configuration.credentials {
        case .tokenFile:
            file.withLock { state in
                if state.number == pass.number { state.value = nil }
            }
            return true
        case .plugin:
            await plugin?.refuse(pass)
            return true
        case .none, .basic, .token: return false
        }
    }

    private func fixed(_ token: Payload) -> Payload {
        file.withLock { state in
            let value = state.value ?? ExecCredential.bearer(token.bytes)
            state.value = value
            return value
        }
    }

    private func filePass(_ path: String) throws(ConfigurationError) -> Pass {
        let known = file.withLock { $0 }
        // The kubelet replaces tokens long before they end.
        if let value = known.value, known.read + .seconds(60) > .now {
            return Pass(client: client, authorization: value, number: known.number)
        }
        let value: Payload
        switch Self.read(path) {
        case .success(let read): value = read
        case .failure(let error):
            // The old one may still do.
            guard let old = known.value else { throw error }
            return Pass(client: client, authorization: old, number: known.number)
        }
        let number = known.number + 1
        file.withLock { $0 = Token(value: value, read: .now, number: number) }
        return Pass(client: client, authorization: value, number: number)
    }

    private static func read(_ path: String) -> Result<Payload, ConfigurationError> {
        do throws(ConfigurationError) {
            let bytes = try ConfigurationFile.read(path)
            return .success(ExecCredential.bearer(bytes.bytes))
        } catch {
            return .failure(error)
        }
    }
}
