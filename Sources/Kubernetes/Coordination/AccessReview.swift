internal import JSON
internal import Transport

extension Client {
    /// Whether we may do something, as the server's authorizer says.
    package func isAllowed(
        _ verb: String,
        _ resource: Resource,
        _ name: String? = nil,
        in namespace: String? = nil,
        subresource: String? = nil
    ) async throws(APIError) -> Bool {
        var call = Call(
            method: .post,
            operation: Operation("ask for the right to \(verb)", resource, namespace, name),
            path: Resource.accessReviews.path(in: nil)
        )
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", Resource.accessReviews.apiVersion)
            json.member("kind", Resource.accessReviews.kind)
            json.member("spec") { json in
                json.object { json in
                    json.member("resourceAttributes") { json in
                        json.object { json in
                            json.member("verb", verb)
                            json.member("group", resource.group)
                            json.member("version", resource.version)
                            json.member("resource", resource.plural)
                            json.member("subresource", subresource)
                            json.member("namespace", namespace)
                            json.member("name", name)
                        }
                    }
                }
            }
        }
        call.body = json.take()
        return try await document(call)[path: "status", "allowed"]?.boolean == true
    }
}
