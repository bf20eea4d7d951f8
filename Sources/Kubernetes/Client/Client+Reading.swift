package import JSON
internal import Payloads
internal import Transport

/// How much of objects is asked for.
package enum Form: Sendable {
    /// All of them.
    case whole
    /// Only their metadata: the rest never leaves the server.
    case metadata
}

/// Which objects are meant.
package struct Selection: Sendable {
    /// Only those in this namespace.
    package var namespace: String?
    /// Only those with labels that match, as `kubectl get --selector` has it.
    package var labels: String?
    /// Only those with fields that match, as `kubectl get --field-selector` has it.
    package var fields: String?

    package init(namespace: String? = nil, labels: String? = nil, fields: String? = nil) {
        self.namespace = namespace
        self.labels = labels
        self.fields = fields
    }
}

/// Some of the objects of a list.
package struct Page: Sendable {
    /// The objects.
    package let items: [Object]
    /// The state that the whole list shows.
    package let resourceVersion: String
    /// What to ask for the next page with; nil after the last.
    package let next: String?
}

extension Client {
    /// One object.
    package func get(
        _ resource: Resource,
        _ name: String,
        in namespace: String? = nil,
        as form: Form = .whole
    ) async throws(APIError) -> Object {
        var call = Call(
            operation: Operation("get", resource, namespace, name),
            path: resource.path(in: namespace, name)
        )
        call.accept = form.accept("PartialObjectMetadata")
        return try await object(call)
    }

    /// One page of a list: the first, or the one that `next` of the page before leads to.
    ///
    /// The version `0` takes what the server has at hand, which may be old and is not paged; without
    /// one, the list is as new as any write that was answered before.
    package func page(
        _ resource: Resource,
        _ selection: Selection = Selection(),
        as form: Form = .whole,
        limit: Int = 500,
        next: String? = nil,
        version: String? = nil
    ) async throws(APIError) -> Page {
        var call = Call(
            operation: Operation("list", resource, selection.namespace),
            path: resource.path(in: selection.namespace)
        )
        call.query.add(selection)
        call.query.add("limit", String(limit))
        call.query.add("continue", next)
        if next == nil { call.query.add("resourceVersion", version) }
        call.accept = form.accept("PartialObjectMetadataList")
        let root = try await document(call)
        guard let items = root["items"] else {
            throw APIError(.unusable, "\(call.operation): the answer is not a list")
        }
        let rest = root[path: "metadata", "continue"]?.string ?? ""
        return Page(
            items: items.items.map(Object.init),
            resourceVersion: root[path: "metadata", "resourceVersion"]?.string ?? "",
            next: rest.isEmpty ? nil : rest
        )
    }

    /// All objects of a list, page by page.
    package func list(
        _ resource: Resource,
        _ selection: Selection = Selection(),
        as form: Form = .whole
    ) async throws(APIError) -> [Object] {
        var page = try await page(resource, selection, as: form)
        var items = page.items
        while let next = page.next {
            page = try await self.page(resource, selection, as: form, next: next)
            items += page.items
        }
        return items
    }

    /// What any path of the server answers, such as `/version`.
    package func raw(_ path: String) async throws(APIError) -> JSONNode {
        let resource = Resource(kind: path, plural: "")
        return try await document(Call(operation: Operation("get", resource), path: path))
    }

    func object(_ call: Call) async throws(APIError) -> Object {
        Object(try await document(call))
    }

    func document(_ call: Call) async throws(APIError) -> JSONNode {
        let body = try await answer(call)
        do throws(JSONError) {
            return try JSONDocument(body.bytes).root
        } catch {
            throw APIError(call.operation, error)
        }
    }
}

extension Form {
    /// The value of `Accept`.
    ///
    /// There is no alternative in it: an answer with more is a failure.
    func accept(_ kind: String) -> String {
        switch self {
        case .whole: "application/json"
        case .metadata: "application/json;as=\(kind);g=meta.k8s.io;v=v1"
        }
    }
}

extension Query {
    mutating func add(_ selection: Selection) {
        add("labelSelector", selection.labels)
        add("fieldSelector", selection.fields)
    }
}

extension Operation {
    init(_ verb: String, _ resource: Resource, _ namespace: String? = nil, _ name: String? = nil) {
        self.init(verb: verb, resource: resource, namespace: namespace, name: name)
    }
}
