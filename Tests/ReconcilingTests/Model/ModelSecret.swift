@testable import Reconciling

/// A Secret as an API server keeps it, with the entries of `managedFields` as a real one writes
/// them for applies, updates and removals.
struct ModelSecret: Hashable {
    struct Manager: Hashable {
        var name: String
        var isApply: Bool
    }

    let name: SecretName
    let uid: String
    var version = 0
    var type: String
    var immutable = false
    var data: [String: String]
    var labels: [String: String] = [:]
    var annotations: [String: String] = [:]
    var owners: [OwnerReference] = []
    var fields: [Manager: Set<String>] = [:]
    var times: [Manager: Int] = [:]

    /// Every field that has a manager, with its value.
    var values: [String: String] {
        var all: [String: String] = ["type": type]
        if immutable { all["immutable"] = "true" }
        for (key, value) in data { all["data/\(key)"] = value }
        for (key, value) in labels { all["label/\(key)"] = value }
        for (key, value) in annotations { all["annotation/\(key)"] = value }
        return all
    }

    mutating func set(_ field: String, _ value: String?) {
        let parts = field.split(separator: "/", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "type": type = value ?? type
        case "immutable": immutable = value == "true"
        case "data": data[parts[1]] = value
        case "label": labels[parts[1]] = value
        default: annotations[parts[1]] = value
        }
    }

    /// What an update by somebody does to the managers: changed fields are theirs, removed ones nobody's.
    mutating func note(_ before: ModelSecret?, _ manager: Manager, at time: Int) {
        let old = before?.values ?? [:]
        let new = values
        let changed = Set(new.filter { old[$0.key] != $0.value }.keys)
        for key in fields.keys {
            fields[key]?.formIntersection(new.keys)
            if key != manager { fields[key]?.subtract(changed) }
        }
        if !changed.isEmpty {
            fields[manager, default: []].formUnion(changed)
            times[manager] = time
        }
        fields = fields.filter { !$0.value.isEmpty }
    }

    /// What a watch of metadata shows.
    var metadata: SecretMetadata {
        SecretMetadata(
            name: name,
            version: SecretVersion(uid: uid, resourceVersion: "\(version)"),
            labels: labels,
            annotations: annotations,
            owners: owners,
            managers: fields.map { manager, fields in
                FieldManager(
                    manager: manager.name,
                    isApply: manager.isApply,
                    keys: fields.filter { $0.hasPrefix("data/") }.map { String($0.dropFirst(5)) },
                    fields: ["type", "immutable"].filter(fields.contains),
                    marks: fields.compactMap { field in
                        guard let slash = field.firstIndex(of: "/") else { return nil }
                        let key = String(field[field.index(after: slash)...])
                        return key.hasPrefix("fleetseal.dev/") && !field.hasPrefix("data/")
                            ? key : nil
                    }
                )
            },
            appliedAt: times[Manager(name: ModelTarget.manager, isApply: true)].map { "\($0)" },
            isTerminating: false
        )
    }

    func live() -> LiveSecret { LiveSecret(metadata, appliedBy: ModelTarget.manager) }

    /// The Secret, read with a digest key.
    func read(_ key: borrowing DigestKey) -> LiveSecret {
        live().read(
            key.digest(name, type, data),
            keys: Array(data.keys),
            type: type,
            immutable: immutable
        )
    }
}
