@testable import Reconciling

/// What a watch says about one Secret.
struct ModelEvent {
    let name: SecretName
    let secret: ModelSecret
    let isDeletion: Bool
}

/// The part of an API server that the agent writes to, in memory.
struct ModelTarget {
    static let manager = "fleetseal-agent"
    static let other = "kubectl-edit"

    var secrets: [SecretName: ModelSecret] = [:]
    var missing: Set<String> = []
    private(set) var version = 1
    /// Every state of every Secret, in order, as a watch delivers them.
    private(set) var events: [ModelEvent] = []

    mutating func takeEvents() -> [ModelEvent] {
        defer { events = [] }
        return events
    }

    private mutating func store(_ name: SecretName, _ secret: ModelSecret?) {
        version += 1
        var secret = secret
        secret?.version = version
        guard secret != secrets[name] else { return }
        if let last = secret ?? secrets[name] {
            events.append(ModelEvent(name: name, secret: last, isDeletion: secret == nil))
        }
        secrets[name] = secret
    }

    private func checked(
        _ name: SecretName,
        _ version: SecretVersion
    ) throws(Failure) -> ModelSecret {
        guard let secret = secrets[name] else { throw .notFound }
        guard secret.uid == version.uid, "\(secret.version)" == version.resourceVersion else {
            throw .conflict
        }
        return secret
    }

    // MARK: What the agent does

    mutating func create(
        _ name: SecretName,
        _ write: Write,
        _ data: [String: String]
    ) throws(Failure) {
        guard !missing.contains(name.namespace) else { throw .namespaceMissing }
        guard secrets[name] == nil else { throw .alreadyExists }
        let empty = ModelSecret(name: name, uid: "u\(version)", type: write.type, data: [:])
        var secret = written(write, data, to: empty)
        secret.note(nil, Self.updates, at: version)
        store(name, secret)
    }

    /// A merge patch: what it changes is ours.
    mutating func update(
        _ name: SecretName,
        _ write: Write,
        _ data: [String: String],
        _ removal: Removal,
        _ version: SecretVersion
    ) throws(Failure) {
        let before = try checked(name, version)
        var after = removed(removal, from: written(write, data, to: before))
        guard before.type == write.type else { throw .rejected("type is immutable") }
        guard !before.immutable || after.data == before.data && after.immutable else {
            throw .rejected("immutable")
        }
        after.note(before, Self.updates, at: self.version)
        store(name, after)
    }

    private static let updates = ModelSecret.Manager(name: manager, isApply: false)

    private func written(
        _ write: Write,
        _ data: [String: String],
        to before: ModelSecret
    ) -> ModelSecret {
        var after = before
        if write.immutable { after.immutable = true }
        after.data.merge(data) { $1 }
        for (key, value) in write.labels { after.labels[key] = value }
        for (key, value) in write.annotations { after.annotations[key] = value }
        return after
    }

    private func removed(_ removal: Removal, from before: ModelSecret) -> ModelSecret {
        var after = before
        for key in removal.keys { after.data[key] = nil }
        for key in removal.labels { after.labels[key] = nil }
        for key in removal.annotations { after.annotations[key] = nil }
        if removal.ownerReferences { after.owners = [] }
        return after
    }

    /// A server-side apply with force: all that it says is ours.
    mutating func apply(
        _ name: SecretName,
        _ write: Write,
        _ data: [String: String],
        _ version: SecretVersion
    ) throws(Failure) {
        let before = try checked(name, version)
        let after = applied(write, data, to: before)
        guard before.type == write.type else { throw .rejected("type is immutable") }
        guard !before.immutable || after.data == before.data && after.immutable else {
            throw .rejected("immutable")
        }
        store(name, after)
    }

    private func applied(
        _ write: Write,
        _ data: [String: String],
        to before: ModelSecret
    ) -> ModelSecret {
        let manager = ModelSecret.Manager(name: Self.manager, isApply: true)
        var wanted: [String: String] = ["type": write.type]
        if write.immutable { wanted["immutable"] = "true" }
        for (key, value) in data { wanted["data/\(key)"] = value }
        for (key, value) in write.labels { wanted["label/\(key)"] = value }
        for (key, value) in write.annotations { wanted["annotation/\(key)"] = value }
        var after = before
        let old = before.values
        for field in before.fields[manager, default: []].subtracting(wanted.keys) {
            let others = before.fields.filter { $0.key != manager }
            if !others.contains(where: { $0.value.contains(field) }) { after.set(field, nil) }
        }
        for (field, value) in wanted {
            after.set(field, value)
            if old[field] != value {
                for key in after.fields.keys where key != manager {
                    after.fields[key]?.remove(field)
                }
            }
        }
        let present = Set(after.values.keys)
        after.fields[manager] = Set(wanted.keys)
        for key in after.fields.keys { after.fields[key]?.formIntersection(present) }
        after.fields = after.fields.filter { !$0.value.isEmpty }
        if after.values != old { after.times[manager] = version }
        return after
    }

    mutating func strip(
        _ name: SecretName,
        _ removal: Removal,
        _ version: SecretVersion
    ) throws(Failure) {
        let before = try checked(name, version)
        guard !before.immutable || removal.keys.isEmpty else { throw .rejected("immutable") }
        var after = removed(removal, from: before)
        after.note(before, Self.updates, at: self.version)
        store(name, after)
    }

    mutating func delete(_ name: SecretName, _ version: SecretVersion) throws(Failure) {
        _ = try checked(name, version)
        store(name, nil)
    }

    // MARK: What others do

    mutating func edit(
        _ name: SecretName,
        by manager: String = ModelTarget.other,
        _ change: (inout ModelSecret) -> Void
    ) {
        guard let before = secrets[name] else { return }
        var after = before
        change(&after)
        if before.immutable {
            after.data = before.data
            after.immutable = true
        }
        guard after != before else { return }
        after.note(before, ModelSecret.Manager(name: manager, isApply: false), at: version)
        store(name, after)
    }

    mutating func put(_ secret: ModelSecret, by manager: String = ModelTarget.other) {
        var secret = secret
        secret.note(nil, ModelSecret.Manager(name: manager, isApply: false), at: version)
        store(secret.name, secret)
    }

    /// Somebody writes it and leaves no trace in the managers.
    mutating func forge(_ secret: ModelSecret) { store(secret.name, secret) }

    mutating func remove(_ name: SecretName) { store(name, nil) }

    var nextUID: String { "u\(version)" }
}
