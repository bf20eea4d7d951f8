internal import JSON
internal import Kubernetes
internal import Reconciling

extension SecretMetadata {
    /// The manager that our fields belong to.
    static let manager = AgentObjects.manager

    /// What the API says about a Secret, be it whole or its metadata alone.
    init(_ object: Object) {
        let node = object.node["metadata"]
        var managers: [FieldManager] = []
        var writtenAt: String?
        if let fields = node?["managedFields"] {
            for entry in fields.items {
                let manager = FieldManager(entry)
                managers.append(manager)
                if manager.manager == Self.manager, let time = entry["time"]?.string {
                    // Written in a way that sorts by time.
                    writtenAt = max(time, writtenAt ?? time)
                }
            }
        }
        self.init(
            name: SecretName(object.namespace ?? "", object.name),
            version: SecretVersion(
                uid: node?["uid"]?.string ?? "",
                resourceVersion: node?["resourceVersion"]?.string ?? ""
            ),
            labels: Self.texts(node?["labels"]),
            annotations: Self.texts(node?["annotations"]),
            owners: node?["ownerReferences"]?.items.map(OwnerReference.init) ?? [],
            managers: managers,
            writtenAt: writtenAt,
            isTerminating: node?["deletionTimestamp"]?.string != nil
        )
    }

    private static func texts(_ node: JSONNode?) -> [String: String] {
        var texts: [String: String] = [:]
        guard let node else { return texts }
        for entry in node.entries {
            guard let key = entry.key.string else { continue }
            // It has the contents in it, which do not belong in strings.
            let isCopy = key == "kubectl.kubernetes.io/last-applied-configuration"
            texts[key] = isCopy ? "" : entry.value.string
        }
        return texts
    }
}

extension LiveSecret {
    /// A Secret as the API has it.
    init(_ object: Object) {
        self.init(SecretMetadata(object), writtenBy: SecretMetadata.manager)
    }
}

extension SecretVersion {
    /// Whether this is what an object is in, without decoding the rest of it.
    func isOf(_ object: Object) -> Bool {
        guard let metadata = object.node["metadata"] else { return false }
        return metadata["resourceVersion"]?.equals(resourceVersion) ?? false
            && metadata["uid"]?.equals(uid) ?? false
    }
}

extension OwnerReference {
    fileprivate init(_ node: JSONNode) {
        self.init(
            kind: node["kind"]?.string ?? "",
            name: node["name"]?.string ?? "",
            uid: node["uid"]?.string ?? "",
            isController: node["controller"]?.boolean ?? false
        )
    }
}

extension FieldManager {
    /// An entry of `managedFields`; fields are objects whose names begin with `f:`.
    fileprivate init(_ entry: JSONNode) {
        let fields = entry["fieldsV1"]
        var keys: [String] = []
        for name in ["f:data", "f:stringData"] {
            if let data = fields?[name] { keys += Self.names(in: data) }
        }
        let metadata = fields?["f:metadata"]
        self.init(
            manager: entry["manager"]?.string ?? "",
            isApply: entry["operation"]?.equals("Apply") ?? false,
            keys: keys,
            fields: ["type", "immutable"].filter { fields?["f:" + $0] != nil },
            labels: metadata?["f:labels"].map(Self.names) ?? [],
            annotations: metadata?["f:annotations"].map(Self.names) ?? []
        )
    }

    private static func names(in node: JSONNode) -> [String] {
        node.entries.compactMap { entry in
            guard let name = entry.key.string, name.hasPrefix("f:") else { return nil }
            return String(name.dropFirst(2))
        }
    }
}
