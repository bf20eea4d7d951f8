internal import JSON
internal import Payloads
package import Transport

/// Why the API server did not do what it was asked.
package struct APIError: Error, Sendable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Kind: Hashable, Sendable {
        /// 401: it does not know who we are.
        case unauthorized
        /// 403: we have no right to.
        case forbidden
        /// 404: the object, or the whole kind of objects, is not there.
        case notFound
        /// 409: an object of the name is there already.
        case alreadyExists
        /// 409: the object changed since it was read, or fields belong to another manager.
        case conflict
        /// 410: the resource version, or the rest of a list, is not kept any more.
        case gone
        /// 400, 413, 415, 422: it will never do this.
        case invalid
        /// 429, 503: it has too much to do.
        case busy
        /// 5xx: it could not.
        case failed
        /// There is no answer; it may have done what it was asked all the same.
        case unanswered(TransportError.Kind)
        /// The answer, a certificate or a credential cannot be used.
        case unusable
    }

    /// What a caller may want to tell apart.
    package let kind: Kind
    /// The status of HTTP, if there is an answer.
    package let status: Int?
    /// The server's word for it in CamelCase, such as `AlreadyExists`; empty without one.
    package let reason: String
    /// What was being done, and why it failed; nothing about the content of a Secret.
    package let description: String
    /// The fields that it does not accept, such as `data[tls.crt]`; never what is in them.
    package let fields: [String]
    /// What to do about it.
    package let hint: String?
    /// How long the server wants to be left alone.
    package let retryAfter: Duration?

    init(
        _ kind: Kind,
        _ description: String,
        status: Int? = nil,
        reason: String = "",
        fields: [String] = [],
        hint: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.status = status
        self.reason = reason
        self.description = description
        self.fields = fields
        self.hint = hint
        self.retryAfter = retryAfter
    }
}

// MARK: - From answers

extension APIError {
    init(_ operation: Operation, _ error: TransportError) {
        self.init(.unanswered(error.kind), "\(operation): \(error.description)", hint: error.hint)
    }

    init(_ operation: Operation, _ error: JSONError) {
        self.init(.unusable, "\(operation): the answer: \(error)")
    }

    init(_ operation: Operation, _ head: ResponseHead, _ body: Payload) {
        let seconds = head.value(of: "retry-after").flatMap { Int($0) }
        // What a proxy says in between is not JSON.
        let document = try? JSONDocument(body.bytes)
        self.init(operation, status: document?.root, code: head.status, retryAfter: seconds)
    }

    /// What the server says with a `Status`, which is the body of an answer or an event of a watch.
    init(_ operation: Operation, status: JSONNode?, code: Int?, retryAfter: Int? = nil) {
        let isStatus = status?["kind"]?.equals("Status") == true
        let node = isStatus ? status : nil
        let code = code ?? node?["code"]?.integer ?? 500
        let reason = node?["reason"]?.string ?? ""
        let seconds = retryAfter ?? node?[path: "details", "retryAfterSeconds"]?.integer
        let told = operation.resource.isConfidential ? Self.places(node) : Self.message(node)
        self.init(
            Self.kind(code, reason),
            "\(operation): \(Self.text(code, reason))\(told.map { ": " + $0 } ?? "")",
            status: code,
            reason: reason,
            fields: Self.fields(node),
            retryAfter: seconds.map { .seconds(max(0, min($0, 3_600))) }
        )
    }

    private static func kind(_ code: Int, _ reason: String) -> Kind {
        switch code {
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 409: reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: .gone
        case 429, 503: .busy
        case 400..<500: .invalid
        default: .failed
        }
    }

    private static func text(_ code: Int, _ reason: String) -> String {
        reason.isEmpty ? "status \(code)" : "\(code) \(safe(reason))"
    }

    private static func message(_ status: JSONNode?) -> String? {
        status?["message"]?.string.map(safe)
    }

    // The message of an error about a Secret may quote it; the places are names of fields.
    private static func places(_ status: JSONNode?) -> String? {
        let fields = fields(status)
        return fields.isEmpty ? nil : fields.joined(separator: ", ")
    }

    private static func fields(_ status: JSONNode?) -> [String] {
        guard let causes = status?[path: "details", "causes"] else { return [] }
        return causes.items.prefix(10).compactMap { $0["field"]?.string.map(safe) }
    }

    /// One line of bounded length.
    private static func safe(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(1_000) {
            result.unicodeScalars.append(
                scalar.properties.generalCategory == .control ? " " : scalar
            )
        }
        return result
    }
}

/// What is being done, for messages: `apply Secret payments/db`.
struct Operation: CustomStringConvertible, Sendable {
    let verb: String
    let resource: Resource
    var namespace: String?
    var name: String?

    var description: String {
        let place = [namespace, name].compactMap { $0 }.joined(separator: "/")
        return "\(verb) \(resource.kind)" + (place.isEmpty ? "" : " " + place)
    }
}
