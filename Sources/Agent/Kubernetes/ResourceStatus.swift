internal import JSON
internal import Kubernetes
internal import Payloads
internal import Reconciling
internal import Sealing

/// The `status` of a FleetSecret or a GitSource, as it is read and written.
struct ResourceStatus: Sendable {
    /// What the next status is made from.
    let conditions: [StandingCondition]
    /// Of all of it: equal digests need no write.
    let digest: Digest
    /// What was written last, as it says.
    let written: WrittenDigest?
    private let value: JSONValue

    /// What a resource has.
    init(_ object: Object) {
        value = object.status.map { JSONValue($0) } ?? .object([])
        digest = Self.digest(value)
        written = value["written"]?.string.flatMap { WrittenDigest($0) }
        let items = value["conditions"]?.items ?? []
        var conditions: [StandingCondition] = []
        conditions.reserveCapacity(items.count)
        for item in items {
            guard let kind = item["type"]?.string.flatMap({ Condition.Kind(rawValue: $0) }),
                let status = item["status"]?.string.flatMap({ Condition.Status(rawValue: $0) }),
                let since = item["lastTransitionTime"]?.string.flatMap({ Moment($0) })
            else { continue }
            conditions.append(StandingCondition(kind: kind, status: status, since: since))
        }
        self.conditions = conditions
    }

    /// What a resource is to have.
    init(_ status: DocumentStatus) {
        let value = Self.value(status)
        self.value = value
        digest = Self.digest(value)
        written = status.written
        conditions = status.conditions.map { StandingCondition($0) }
    }

    /// What a resource is to have, with conditions that are in it.
    init(_ value: JSONValue, _ conditions: [Condition]) {
        self.value = value
        digest = Self.digest(value)
        written = nil
        self.conditions = conditions.map { StandingCondition($0) }
    }

    /// The change of a resource, as a merge patch on condition of its version.
    func patch(uid: String, version: String) -> Payload {
        var status = value
        // What is left out of a merge patch stays as it was.
        for name in Self.optional where status[name] == nil { status[name] = .null }
        return JSONWriter.payload([
            "metadata": ["uid": .string(uid), "resourceVersion": .string(version)],
            "status": status,
        ])
    }

    private static let optional = ["revision", "digest", "written"]

    private static func value(_ status: DocumentStatus) -> JSONValue {
        var value: JSONValue = [
            "observedGeneration": .integer(status.observedGeneration),
            "conditions": .array(status.conditions.map(condition)),
            "items": .array(status.items.map(item)),
            "keys": .array(status.keys.map { .string($0.text) }),
        ]
        if let revision = status.revision { value["revision"] = .string(revision) }
        if let digest = status.digest { value["digest"] = .string(Base32.encode(digest.bytes)) }
        if let written = status.written { value["written"] = .string(written.description) }
        return value
    }

    static func condition(_ condition: Condition) -> JSONValue {
        // API servers take an empty text for none at all.
        let message = condition.message.isEmpty ? calm(condition.kind) : condition.message
        return [
            "type": .string(condition.kind.rawValue),
            "status": .string(condition.status.rawValue),
            "reason": .string(condition.reason),
            "message": .string(String(message.prefix(1_024))),
            "observedGeneration": .integer(condition.generation),
            "lastTransitionTime": .string(condition.since.description),
        ]
    }

    /// What a condition says that is not there.
    private static func calm(_ kind: Condition.Kind) -> String {
        switch kind {
        case .reconciling: "nothing is being done or waited for"
        case .stalled: "nothing waits for a person"
        case .drifted: "nobody else changed the Secret"
        case .ready, .synced: "nothing was reported"
        }
    }

    private static func item(_ item: DocumentStatus.Item) -> JSONValue {
        var value: JSONValue = ["key": .string(item.key)]
        if let layer = item.layer { value["layer"] = .string(layer) }
        if let id = item.value { value["value"] = .string(id.text) }
        return value
    }

    /// Does not depend on the order of members, which the server does not keep.
    private static func digest(_ value: JSONValue) -> Digest {
        Hash.digest("fleetseal/agent/status/v1") { feed(value, &$0) }
    }

    private static func feed(_ value: JSONValue, _ input: inout HashInput) {
        switch value {
        case .object(let members):
            input.append("{")
            for member in members.sorted(by: { $0.name < $1.name }) {
                input.append(member.name)
                feed(member.value, &input)
            }
            input.append("}")
        case .array(let items):
            input.append("[")
            for item in items { feed(item, &input) }
            input.append("]")
        case .string(let text): input.append("s" + text)
        case .integer(let number): input.append("i\(number)")
        case .decimal(let number): input.append("d\(number)")
        case .boolean(let flag): input.append("b\(flag)")
        case .null: input.append("n")
        }
    }
}
