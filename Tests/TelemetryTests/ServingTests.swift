import Testing

@testable import Telemetry

@Suite struct ServingTests {
    @Test(arguments: [
        ("127.0.0.1:9464", true, "127.0.0.1:9464"), ("[::1]:80", true, "[::1]:80"),
        (":9464", false, "0.0.0.0:9464"), ("10.0.0.1:0", false, "10.0.0.1:0"),
    ])
    func `addresses with ports`(text: String, isLoopback: Bool, shown: String) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.isLoopback == isLoopback)
        #expect(address.description == shown)
    }

    @Test(arguments: [
        "", "9464", "localhost:9464", "127.0.0.1", "127.0.0.1:99999", "::1:80", "[]:1",
    ])
    func `anything else is none`(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: [
        ("GET", "/a", 200), ("HEAD", "/a", 200), ("POST", "/a", 405), ("POST", "/b", 202),
        ("GET", "/b", 405), ("DELETE", "/a", 405), ("GET", "/", 404), ("GET", "/a/", 404),
    ])
    func `routes by path and method`(method: String, path: String, status: Int) {
        var routes = HTTPRoutes()
        routes.get("/a") { _ in HTTPResponse(200, "a") }
        routes.post("/b") { _ in HTTPResponse(202, "b") }
        let response = routes.answer(HTTPRequest(method: method, path: path))
        #expect(response.status == status)
        #expect((response.allow != nil) == (status == 405))
    }

    @Test func `a server listens on the port that it says, and stops when it is dropped`() throws {
        var routes = HTTPRoutes()
        routes.get("/a") { _ in HTTPResponse(200, "a") }
        let loopback = try #require(ListenAddress("127.0.0.1:0"))
        var server: HTTPServer? = try HTTPServer(loopback, routes)
        let port = try #require(server?.port)
        let taken = try #require(ListenAddress("127.0.0.1:\(port)"))
        #expect(throws: HTTPServer.StartError.self) { try HTTPServer(taken, routes) }
        server = nil
        _ = try HTTPServer(taken, routes)
    }
}
