internal import JSON
internal import Kubernetes
internal import Payloads

/// A custom resource as the document that it was made from, so that both are read by the same code.
///
/// JSON is YAML, and signatures do not depend on the order of keys. What the API server and other
/// tools add, labels and status for example, is no part of a document and left out.
enum ResourceText {
    /// The text of a resource of this kind.
    static func bytes(_ object: Object, _ resource: Resource) -> [UInt8] {
        var json = JSONWriter(capacity: 2_048)
        json.object { json in
            json.member("apiVersion", resource.apiVersion)
            json.member("kind", resource.kind)
            json.member("metadata") { json in
                json.object { json in
                    json.member("name", object.name)
                    json.member("namespace", object.namespace)
                }
            }
            if let spec = object.spec { json.member("spec", JSONValue(spec)) }
        }
        let text = json.take()
        // No larger than it has to be: there is one for each document.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 1)
        unsafe text.bytes.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        bytes.append(0x0A)
        return bytes
    }
}
