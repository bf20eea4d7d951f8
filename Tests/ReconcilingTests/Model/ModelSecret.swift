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
    /// Updaters of whose keys, labels or annotations nothing is left.
    var emptied: [Manager: Set<String>] = [:]

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
        // As real ones do: who has nothing left of a map is taken for the owner of all that is in it.
        for (key, maps) in emptied {
            fields[key, default: []].formUnion(
                old.keys.filter { name in maps.contains { name.hasPrefix($0) } }
            )
        }
        let owned = fields
        let changed = Set(new.filter { old[$0.key] != $0.value }.keys)
        for key in fields.keys {
            fields[key]?.formIntersection(new.keys)
            if key != manager { fields[key]?.subtract(changed) }
        }
        if !changed.isEmpty {
            fields[manager, default: []].formUnion(changed)
            times[manager] = time
        }
        emptied = [:]
        for (key, names) in owned where !key.isApply {
            emptied[key] = Set(
                ["data/", "label/", "annotation/"].filter { map in
                    names.contains { $0.hasPrefix(map) }
                        && !(fields[key]?.contains { $0.hasPrefix(map) } ?? false)
                }
            )
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
                    labels: fields.filter { $0.hasPrefix("label/") }
                        .map { String($0.dropFirst(6)) },
                    annotations: fields.filter { $0.hasPrefix("annotation/") }
                        .map { String($0.dropFirst(11)) }
                )
            },
            writtenAt: times.filter { $0.key.name == ModelTarget.manager }.values.max()
                .map { "\($0)" },
            isTerminating: false
        )
    }

    func live() -> LiveSecret { LiveSecret(metadata, writtenBy: ModelTarget.manager) }

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
