internal import CMicroHTTPD

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Answers requests over plain HTTP on a thread of its own.
///
/// Few connections, small requests, short patience: what is served is for probes, for Prometheus and
/// for the hooks of Git servers. It stops when it is dropped.
@safe
package final class HTTPServer: @unchecked Sendable {
    /// The most bytes of a body.
    package static let bodyLimit = 1 << 20
    /// Connections at a time, seconds without a sign of life, bytes for the head of a request.
    private static let connections: UInt32 = 32
    private static let seconds: UInt32 = 10
    private static let headLimit = 16_384

    /// Why a server cannot start.
    package struct StartError: Error, CustomStringConvertible, Sendable {
        package let description: String
    }

    private let library: MicroHTTPD
    private let daemon: OpaquePointer
    /// Keeps the routes alive for as long as the server's thread may ask them.
    private let context: Unmanaged<Context>
    /// Where it listens; the port that was chosen, if that was left open.
    package let port: UInt16

    fileprivate final class Context: Sendable {
        let library: MicroHTTPD
        let routes: HTTPRoutes

        init(_ library: MicroHTTPD, _ routes: HTTPRoutes) {
            self.library = library
            self.routes = routes
        }
    }

    package init(_ address: ListenAddress, _ routes: HTTPRoutes) throws(StartError) {
        let library = try MicroHTTPD.loaded.get()
        let context = unsafe Unmanaged.passRetained(Context(library, routes))
        let argument = unsafe context.toOpaque()
        let daemon = unsafe address.withAddress { address in
            unsafe fleetseal_mhd_start(
                library.functions,
                address,
                Self.connections,
                Self.seconds,
                Self.headLimit,
                { context, connection, url, method, _, data, count, request in
                    guard let context = unsafe context, let connection = unsafe connection,
                        let url = unsafe url, let method = unsafe method,
                        let count = unsafe count, let request = unsafe request
                    else { return .NO }
                    let server = unsafe Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
                    return unsafe server.handle(connection, url, method, data, count, request)
                },
                { _, _, request, _ in
                    guard let pending = unsafe request?.pointee else { return }
                    unsafe Unmanaged<Pending>.fromOpaque(pending).release()
                    unsafe request?.pointee = nil
                },
                argument
            )
        }
        guard let daemon = unsafe daemon else {
            let reason = unsafe strerror(errno).map { unsafe String(cString: $0).lowercased() }
            unsafe context.release()
            throw StartError(description: "listen on \(address): \(reason ?? "refused")")
        }
        self.library = library
        unsafe self.daemon = daemon
        unsafe self.context = context
        port = UInt16(unsafe fleetseal_mhd_port(library.functions, daemon))
    }

    deinit {
        // Waits for the thread, so that nobody asks the routes any more.
        unsafe library.functions.pointee.stop_daemon(daemon)
        unsafe context.release()
    }
}

/// A request whose body is still coming.
private final class Pending {
    var body: [UInt8] = []
    var isTooLarge = false
}

extension HTTPServer.Context {
    /// Called once for the head, once for each piece of the body, and once for the end.
    fileprivate func handle(
        _ connection: OpaquePointer,
        _ url: UnsafePointer<CChar>,
        _ method: UnsafePointer<CChar>,
        _ data: UnsafePointer<CChar>?,
        _ count: UnsafeMutablePointer<Int>,
        _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> MHD_Result {
        let path = unsafe String(cString: url)
        let method = unsafe String(cString: method)
        guard let known = unsafe request.pointee else {
            unsafe request.pointee = Unmanaged.passRetained(Pending()).toOpaque()
            let length = unsafe header("content-length", connection).flatMap { Int($0) } ?? 0
            if length > HTTPServer.bodyLimit {
                return unsafe queue(HTTPResponse(413, "too large\n"), on: connection, isHead: false)
            }
            return .YES
        }
        let pending = unsafe Unmanaged<Pending>.fromOpaque(known).takeUnretainedValue()
        if unsafe count.pointee > 0 {
            if routes.takesBody(method, path) {
                unsafe take(data, count.pointee, pending)
            }
            unsafe count.pointee = 0
            return .YES
        }
        guard !pending.isTooLarge else {
            return unsafe queue(HTTPResponse(413, "too large\n"), on: connection, isHead: false)
        }
        var headers: [String: String] = [:]
        for name in HTTPRequest.headers { headers[name] = unsafe header(name, connection) }
        let response = routes.answer(
            HTTPRequest(method: method, path: path, body: pending.body, headers: headers)
        )
        return unsafe queue(response, on: connection, isHead: method == "HEAD")
    }

    private func take(_ data: UnsafePointer<CChar>?, _ count: Int, _ pending: Pending) {
        guard !pending.isTooLarge, pending.body.count + count <= HTTPServer.bodyLimit else {
            pending.isTooLarge = true
            pending.body = []
            return
        }
        unsafe pending.body.append(
            contentsOf: UnsafeRawBufferPointer(start: data, count: count)
        )
    }

    private func header(_ name: String, _ connection: OpaquePointer) -> String? {
        guard
            let value = unsafe library.functions.pointee.lookup_connection_value(
                connection,
                .HEADER_KIND,
                name
            )
        else { return nil }
        return unsafe String(validatingCString: value)
    }

    private func queue(
        _ answer: HTTPResponse,
        on connection: OpaquePointer,
        isHead: Bool
    ) -> MHD_Result {
        var text = answer.text
        let response = text.withUTF8 { bytes in
            unsafe library.functions.pointee.create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
        guard let response = unsafe response else { return .NO }
        defer { unsafe library.functions.pointee.destroy_response(response) }
        unsafe _ = library.functions.pointee.add_response_header(
            response,
            "Content-Type",
            answer.type
        )
        unsafe _ = library.functions.pointee.add_response_header(
            response,
            "Cache-Control",
            "no-store"
        )
        unsafe _ = library.functions.pointee.add_response_header(
            response,
            "X-Content-Type-Options",
            "nosniff"
        )
        if let allow = answer.allow {
            unsafe _ = library.functions.pointee.add_response_header(response, "Allow", allow)
        }
        return unsafe library.functions.pointee.queue_response(
            connection,
            UInt32(answer.status),
            response
        )
    }
}
