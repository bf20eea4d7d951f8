/// One request, read whole.
package struct HTTPRequest: Sendable {
    package let method: String
    /// The path without the query.
    package let path: String
    package let body: [UInt8]
    private let headers: [String: String]

    package init(
        method: String,
        path: String,
        body: [UInt8] = [],
        headers: [String: String] = [:]
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.headers = headers
    }

    /// The value of a header by its name in lower case, if the server was told to look at it.
    package subscript(header header: String) -> String? { headers[header] }

    /// Headers that somebody asks for; no others are looked at.
    static let headers = [
        "host", "x-hub-signature-256", "x-gitea-signature", "x-signature-256", "x-gitlab-token",
    ]
}

/// What a request is answered.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let type: String
    package let text: String
    /// The methods that the path has, where another one was used.
    var allow: String?

    package init(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") {
        self.status = status
        self.text = text
        self.type = type
    }
}
