internal import JSON
package import Payloads
internal import Transport

/// What has to be true of an object for a write to happen.
package struct Preconditions: Sendable {
    /// It is this very object, not another one of its name.
    package var uid: String?
    /// It is in this very state.
    package var resourceVersion: String?

    package init(uid: String? = nil, resourceVersion: String? = nil) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}

/// What becomes of the objects that a deleted one owns.
package enum Propagation: String, Sendable {
    case background = "Background"
    case foreground = "Foreground"
    case orphan = "Orphan"
}

extension Client {
    /// Makes an object of `body`; one of its name must not be there.
    ///
    /// A dry run checks everything and makes nothing. The `form` is how much of the object is in the
    /// answer, here and below.
    package func create(
        _ resource: Resource,
        in namespace: String? = nil,
        _ body: Payload,
        manager: String? = nil,
        isDryRun: Bool = false,
        as form: Form = .whole
    ) async throws(APIError) -> Object {
        var call = Call(
            method: .post,
            operation: Operation("create", resource, namespace),
            path: resource.path(in: namespace)
        )
        call.query.add("fieldManager", manager)
        if isDryRun { call.query.add("dryRun", "All") }
        call.accept = form.accept("PartialObjectMetadata")
        call.body = body
        return try await object(call)
    }

    /// Replaces an object by `body`; a `resourceVersion` in it is a precondition.
    package func update(
        _ resource: Resource,
        _ name: String,
        in namespace: String? = nil,
        subresource: String? = nil,
        _ body: Payload,
        manager: String? = nil
    ) async throws(APIError) -> Object {
        var call = Call(
            method: .put,
            operation: Operation("update", resource, namespace, name),
            path: resource.path(in: namespace, name, subresource)
        )
        call.query.add("fieldManager", manager)
        call.body = body
        return try await object(call)
    }

    /// Server-side apply: makes the fields of `body` what they say, and ours; takes away what we
    /// applied before and is not in it.
    ///
    /// A `resourceVersion` in the metadata of `body` is a precondition, also by force. Where there is
    /// no object, it is made all the same: servers of 1.20 do not look at it then. What changes
    /// nothing is a write there all the same, of the time in `managedFields`, once a second has passed.
    ///
    /// The `manager` is who we are among those that set fields of the object. Force takes fields over
    /// from others; without, that is a conflict. A dry run checks everything and writes nothing.
    package func apply(
        _ resource: Resource,
        _ name: String,
        in namespace: String? = nil,
        subresource: String? = nil,
        _ body: Payload,
        manager: String,
        isForced: Bool,
        isDryRun: Bool = false,
        as form: Form = .whole
    ) async throws(APIError) -> Object {
        var call = Call(
            method: .patch,
            operation: Operation("apply", resource, namespace, name),
            path: resource.path(in: namespace, name, subresource)
        )
        call.query.add("fieldManager", manager)
        if isForced { call.query.add("force", "true") }
        if isDryRun { call.query.add("dryRun", "All") }
        // JSON is YAML.
        call.contentType = "application/apply-patch+yaml"
        call.accept = form.accept("PartialObjectMetadata")
        call.body = body
        return try await object(call)
    }

    /// JSON merge patch (RFC 7386): sets what `body` says, takes away what is null in it.
    package func patch(
        _ resource: Resource,
        _ name: String,
        in namespace: String? = nil,
        subresource: String? = nil,
        _ body: Payload,
        manager: String? = nil,
        as form: Form = .whole
    ) async throws(APIError) -> Object {
        var call = Call(
            method: .patch,
            operation: Operation("patch", resource, namespace, name),
            path: resource.path(in: namespace, name, subresource)
        )
        call.query.add("fieldManager", manager)
        call.contentType = "application/merge-patch+json"
        call.accept = form.accept("PartialObjectMetadata")
        call.body = body
        return try await object(call)
    }

    /// Deletes an object; it may stay for a while, with a `deletionTimestamp`.
    package func delete(
        _ resource: Resource,
        _ name: String,
        in namespace: String? = nil,
        _ preconditions: Preconditions = Preconditions(),
        propagation: Propagation = .background
    ) async throws(APIError) {
        var call = Call(
            method: .delete,
            operation: Operation("delete", resource, namespace, name),
            path: resource.path(in: namespace, name)
        )
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", "v1")
            json.member("kind", "DeleteOptions")
            json.member("propagationPolicy", propagation.rawValue)
            json.member("preconditions") { json in
                json.object { json in
                    json.member("uid", preconditions.uid)
                    json.member("resourceVersion", preconditions.resourceVersion)
                }
            }
        }
        call.body = json.take()
        _ = try await answer(call)
    }
}
