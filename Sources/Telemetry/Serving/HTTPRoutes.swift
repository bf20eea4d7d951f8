/// Who answers which path.
package struct HTTPRoutes: Sendable {
    /// An answer, worked out on the server's thread: nothing in it may wait.
    package typealias Answer = @Sendable (HTTPRequest) -> HTTPResponse

    private struct Route: Sendable {
        let path: String
        let isPost: Bool
        let answer: Answer
    }

    private var routes: [Route] = []

    package init() {}

    /// Answers GET and HEAD of a path.
    package mutating func get(_ path: String, _ answer: @escaping Answer) {
        routes.append(Route(path: path, isPost: false, answer: answer))
    }

    /// Answers POST to a path.
    package mutating func post(_ path: String, _ answer: @escaping Answer) {
        routes.append(Route(path: path, isPost: true, answer: answer))
    }

    package func answer(_ request: HTTPRequest) -> HTTPResponse {
        guard let route = routes.first(where: { $0.path == request.path }) else {
            return HTTPResponse(404, "not found\n")
        }
        let methods = route.isPost ? ["POST"] : ["GET", "HEAD"]
        guard methods.contains(request.method) else {
            var response = HTTPResponse(405, "method not allowed\n")
            response.allow = methods.joined(separator: ", ")
            return response
        }
        return route.answer(request)
    }

    /// Whether a body is read at all.
    func takesBody(_ method: String, _ path: String) -> Bool {
        method == "POST" && routes.contains { $0.path == path && $0.isPost }
    }
}
