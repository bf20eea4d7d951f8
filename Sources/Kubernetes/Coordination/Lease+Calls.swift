internal import JSON
internal import Payloads

extension Lease {
    /// The annotation that a call changes; what it says means nothing.
    private static let calls = "fleetseal.dev/hook"

    /// Tells the others that take part that something happened, whoever leads.
    ///
    /// It neither takes nor renews the Lease: what it says of its holder stays to the letter, on condition
    /// that nothing else has changed meanwhile.
    package func call() async throws(APIError) {
        var attempts = 5
        while true {
            let object: Object
            do throws(APIError) {
                object = try await client.get(.leases, name, in: namespace)
            } catch {
                // Whoever makes it begins from scratch.
                guard error.kind == .notFound else { throw error }
                return
            }
            var all = object.metadata.annotations
            let call = Timestamp.precise
            all[Self.calls] = call
            do throws(APIError) {
                let body = self.body(calling: all, object)
                _ = try await client.update(.leases, name, in: namespace, body)
                heard = (call, heard?.isNew ?? false)
                return
            } catch {
                attempts -= 1
                guard error.kind == .conflict, attempts > 0 else { throw error }
            }
        }
    }

    /// Whether somebody else has called since this was asked last; each attempt listens.
    ///
    /// A call from before the first attempt counts: nobody knows what has come of it.
    package func takeCall() -> Bool {
        defer { heard?.isNew = false }
        return heard?.isNew ?? false
    }

    func listen(_ object: Object) {
        guard let call = object.metadata.annotations[Self.calls], call != heard?.call else {
            return
        }
        heard = (call, true)
    }

    private func body(calling annotations: [String: String], _ object: Object) -> Payload {
        let members = annotations.sorted { $0.key < $1.key }
            .map { JSONValue.Member($0.key, .string($0.value)) }
        var value = JSONValue(object.node)
        var metadata = value["metadata"] ?? .object([])
        metadata["annotations"] = .object(members)
        value["metadata"] = metadata
        return JSONWriter.payload(value)
    }

    /// Writes the labels and annotations that are there: an update takes away what it leaves out.
    static func keep(_ object: Object?, in json: inout JSONWriter) {
        for name in ["labels", "annotations"] {
            guard let node = object?.node[path: "metadata", name] else { continue }
            json.member(name, JSONValue(node))
        }
    }
}
