package import JSON

/// What all objects of the API have in common.
package struct Metadata: Hashable, Sendable {
    /// An object that this one goes away with.
    package struct Owner: Hashable, Sendable {
        /// The API group and version of the owner.
        package let apiVersion: String
        /// The kind of the owner.
        package let kind: String
        /// The name of the owner.
        package let name: String
        /// Which object of that name it is.
        package let uid: String
        /// Whether the owner manages this object.
        package let isController: Bool
    }

    /// Which fields somebody set.
    package struct Manager: Hashable, Sendable {
        /// The name that was given with the write.
        package let name: String
        /// `Apply` or `Update`.
        package let operation: String
        /// Whether it set fields of the status only; not known before 1.22.
        package let subresource: String
        /// The fields, as the API has them: objects whose names begin with `f:`.
        package let fields: JSONValue
    }

    package let name: String
    package let namespace: String?
    /// Different for each object that ever had the name.
    package let uid: String
    /// Which state of the object this is; means something to the server only.
    package let resourceVersion: String
    /// Grows with each change of the `spec`.
    package let generation: Int
    package let labels: [String: String]
    package let annotations: [String: String]
    package let owners: [Owner]
    package let managers: [Manager]
    package let finalizers: [String]
    /// When it was made, in RFC 3339.
    package let creationTimestamp: String?
    /// When its deletion was asked for, in RFC 3339; it goes when nothing holds it any more.
    package let deletionTimestamp: String?

    init(_ node: JSONNode?) {
        name = node?["name"]?.string ?? ""
        namespace = node?["namespace"]?.string
        uid = node?["uid"]?.string ?? ""
        resourceVersion = node?["resourceVersion"]?.string ?? ""
        generation = node?["generation"]?.integer ?? 0
        labels = Self.texts(node?["labels"])
        annotations = Self.texts(node?["annotations"])
        owners = node?["ownerReferences"]?.items.map(Owner.init) ?? []
        managers = node?["managedFields"]?.items.map(Manager.init) ?? []
        finalizers = node?["finalizers"]?.items.compactMap(\.string) ?? []
        creationTimestamp = node?["creationTimestamp"]?.string
        deletionTimestamp = node?["deletionTimestamp"]?.string
    }

    private static func texts(_ node: JSONNode?) -> [String: String] {
        var texts: [String: String] = [:]
        guard let node else { return texts }
        for entry in node.entries {
            if let key = entry.key.string, let value = entry.value.string { texts[key] = value }
        }
        return texts
    }
}

extension Metadata.Owner {
    fileprivate init(_ node: JSONNode) {
        apiVersion = node["apiVersion"]?.string ?? ""
        kind = node["kind"]?.string ?? ""
        name = node["name"]?.string ?? ""
        uid = node["uid"]?.string ?? ""
        isController = node["controller"]?.boolean ?? false
    }
}

extension Metadata.Manager {
    fileprivate init(_ node: JSONNode) {
        name = node["manager"]?.string ?? ""
        operation = node["operation"]?.string ?? ""
        subresource = node["subresource"]?.string ?? ""
        fields = node["fieldsV1"].map { JSONValue($0) } ?? .object([])
    }
}
