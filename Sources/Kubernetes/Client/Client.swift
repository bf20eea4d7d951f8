internal import Payloads
internal import Transport

/// Speaks to one API server as one user.
///
/// Nothing is tried again here, except once after a credential was refused that can be renewed:
/// whoever asks knows what a failure means. At most `concurrency` requests are made at a time, further
/// ones wait; watches do not count.
package final class Client: Sendable {
    private let access: Access
    private let server: String
    private let headers: [String]
    /// The namespace to use where none is given, if the configuration names one.
    package let namespace: String?

    /// A client for the server of `configuration`.
    package init(
        _ configuration: Configuration,
        userAgent: String = "fleetseal",
        concurrency: Int = 64
    ) throws(ConfigurationError) {
        do throws(TransportError) {
            access = try Access(configuration, concurrency: concurrency)
        } catch {
            throw ConfigurationError(error.description, hint: error.hint)
        }
        server = configuration.server
        namespace = configuration.namespace
        headers = ["User-Agent: \(userAgent)"] + configuration.headers
    }

    /// One call of the API.
    struct Call: Sendable {
        var method = Request.Method.get
        var operation: Operation
        var path: String
        var query = Query()
        var accept = "application/json"
        var contentType = "application/json"
        var body: Payload?
        var timeouts = Timeouts(total: .seconds(60), idle: .seconds(60))
        var limit = 64 << 20
    }

    /// Makes a call and gives the body of its answer.
    func answer(_ call: Call) async throws(APIError) -> Payload {
        let (response, pass) = try await send(call)
        guard response.status == 401, await access.refuse(pass) else {
            return try checked(response, call)
        }
        let (second, _) = try await send(call)
        return try checked(second, call)
    }

    /// Makes a call whose answer is read as it comes.
    func stream(_ call: Call) async throws(APIError) -> ResponseStream {
        let (first, pass) = try await open(call)
        guard first.status == 401, await access.refuse(pass) else {
            return try await checked(first, call)
        }
        let (second, _) = try await open(call)
        return try await checked(second, call)
    }

    private func send(_ call: Call) async throws(APIError) -> (Response, Access.Pass) {
        let (request, pass) = try await request(call)
        do throws(TransportError) {
            return (try await pass.client.send(request), pass)
        } catch {
            throw APIError(call.operation, error)
        }
    }

    private func open(_ call: Call) async throws(APIError) -> (ResponseStream, Access.Pass) {
        let (request, pass) = try await request(call)
        do throws(TransportError) {
            return (try await pass.client.stream(request), pass)
        } catch {
            throw APIError(call.operation, error)
        }
    }

    private func request(_ call: Call) async throws(APIError) -> (Request, Access.Pass) {
        let pass: Access.Pass
        do throws(ConfigurationError) {
            pass = try await access.pass()
        } catch {
            throw APIError(.unusable, "\(call.operation): \(error)", hint: error.hint)
        }
        var request = Request(call.method, server + call.path + call.query.text)
        request.headers = headers + ["Accept: " + call.accept]
        if let body = call.body {
            request.headers.append("Content-Type: " + call.contentType)
            request.body = body
        }
        request.authorization = pass.authorization
        // Values go with what is written, and come with whole objects.
        request.isConfidential =
            call.operation.resource.isConfidential
            && (call.body != nil || call.accept == Form.whole.accept(""))
        request.timeouts = call.timeouts
        request.limit = call.limit
        return (request, pass)
    }

    private func checked(_ response: Response, _ call: Call) throws(APIError) -> Payload {
        guard (200..<300).contains(response.status) else {
            throw APIError(call.operation, response.head, response.body)
        }
        return response.body
    }

    private func checked(
        _ stream: ResponseStream,
        _ call: Call
    ) async throws(APIError) -> ResponseStream {
        guard !(200..<300).contains(stream.status) else { return stream }
        var body = PayloadWriter()
        do throws(TransportError) {
            while body.count < 1 << 20, let chunk = try await stream.next() {
                body.append(chunk.bytes)
            }
        } catch {
            throw APIError(call.operation, error)
        }
        throw APIError(call.operation, stream.head, body.take())
    }
}
