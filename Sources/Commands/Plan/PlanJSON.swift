internal import JSON
internal import CommandLine
internal import Inspection
internal import Sealing

/// A plan for programs; docs/cli.md documents it.
enum PlanJSON {
    static func value(_ plan: Plan, of range: PlanRange, isShallow: Bool) -> JSONValue {
        let naming = ClusterNaming(plan)
        return [
            "range": .string(range.title),
            "shallow": .boolean(isShallow),
            "changedFiles": .integer(plan.changedFiles),
            "dangers": .integer(plan.dangers),
            "affectedClusters": .integer(plan.affectedClusters),
            "alarms": .array(plan.alarms.map(statement)),
            "registry": .array(plan.registry.map(statement)),
            "outages": .array(plan.outages.map(statement)),
            "documents": .array(plan.shape.map(statement)),
            "values": .array(plan.values.map(value)),
            "effects": .array(plan.effects.map { effect($0, plan, naming) }),
            "otherFiles": .array(plan.others.map(statement)),
        ]
    }

    private static func statement(_ statement: PlanStatement) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("code", .string(statement.code)),
            .init("dangerous", .boolean(statement.isDangerous)),
            .init("subject", .string(statement.subject)),
            .init("text", .string(statement.phrase.text)),
            .init("details", JSONValue(statement.details.map(\.text))),
            .init("path", JSONValue(statement.path)),
            .init("line", statement.line.map { .integer($0) } ?? .null),
        ]
        if let diff = statement.diff { members.append(.init("diff", JSONValue(lines(diff)))) }
        return .object(members)
    }

    private static func lines(_ diff: TextDiff) -> [String] {
        diff.lines.map { line in
            switch line {
            case .same(let text): " " + text
            case .removed(let text): "-" + text
            case .added(let text): "+" + text
            case .skipped(let count): "@\(count)"
            }
        }
    }

    private static func value(_ value: ValueChange) -> JSONValue {
        [
            "secret": .string(value.title),
            "group": .string(value.group),
            "key": .string(value.key),
            "change": .string(value.kind.rawValue),
            "from": JSONValue(value.oldID?.text),
            "to": JSONValue(value.newID?.text),
            "sealedTo": .string(value.sealedTo.text),
            "members": .integer(value.reach.members),
            "reached": .integer(value.reach.reached),
            "keepTheirOwn": JSONValue(value.reach.kept),
            "danger": JSONValue(value.danger?.text),
            "path": .string(value.path),
            "line": .integer(value.line),
        ]
    }

    private static func effect(
        _ effect: SecretEffect,
        _ plan: Plan,
        _ naming: ClusterNaming
    ) -> JSONValue {
        [
            "secret": .string(effect.title),
            "change": .string(effect.change.rawValue),
            "changed": JSONValue(effect.changed),
            "gained": JSONValue(effect.gained),
            "lost": JSONValue(effect.lost),
            "changesForm": .boolean(effect.changesForm),
            "obstacle": JSONValue(effect.obstacle?.phrase.text),
            "clusters": JSONValue(effect.clusters.indices.map { plan.clusters[$0] }),
        ]
    }
}
