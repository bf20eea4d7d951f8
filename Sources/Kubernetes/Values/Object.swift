package import JSON

/// An object of the API as it was read, every field of it.
///
/// It keeps the answer that it came in; take what is needed and drop it.
package struct Object: Sendable {
    /// The whole object.
    package let node: JSONNode

    init(_ node: JSONNode) {
        self.node = node
    }

    /// The API group and version; empty where a list leaves it out.
    package var apiVersion: String { node["apiVersion"]?.string ?? "" }
    /// The kind; empty where a list leaves it out.
    package var kind: String { node["kind"]?.string ?? "" }
    /// Everything that objects have in common, read anew each time.
    package var metadata: Metadata { Metadata(node["metadata"]) }
    /// Its name.
    package var name: String { node[path: "metadata", "name"]?.string ?? "" }
    /// Its namespace, if it is in one.
    package var namespace: String? { node[path: "metadata", "namespace"]?.string }
    /// Which state of the object this is; means something to the server only.
    package var resourceVersion: String {
        node[path: "metadata", "resourceVersion"]?.string ?? ""
    }
    /// What the user wants.
    package var spec: JSONNode? { node["spec"] }
    /// What is.
    package var status: JSONNode? { node["status"] }
}
