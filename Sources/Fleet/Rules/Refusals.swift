internal import Documents
internal import Sealing
internal import YAML

/// What one rule, which is for the paths of a secret, does not allow about it.
struct Refusals: Comparable {
    private let namespace: Bool
    private let type: Bool
    private let scope: Bool
    /// Indices among the subject's groups.
    private let groups: [Int]
    private let allowance: Allowance

    init(_ allowance: Allowance, _ subject: RuleSubject) {
        self.allowance = allowance
        namespace = !allowance.namespaces.allow(subject.namespace.value)
        type = !allowance.types.allow(subject.type.value)
        scope = allowance.scopes.map { !$0.contains(subject.scope.value) } ?? false
        groups = subject.groups.indices.filter {
            !allowance.groups.allow(subject.groups[$0].value)
        }
    }

    /// A rule for another namespace is meant for somebody else; then the one with fewer refusals counts.
    private var weight: (Int, Int) {
        (namespace ? 1 : 0, (type ? 1 : 0) + (scope ? 1 : 0) + groups.count)
    }

    /// Whether the rule is for this namespace at all, or the other one is not either.
    func concerns(asMuchAs other: Refusals) -> Bool { !namespace || other.namespace }

    static func < (left: Refusals, right: Refusals) -> Bool { left.weight < right.weight }

    static func == (left: Refusals, right: Refusals) -> Bool { left.weight == right.weight }

    /// One violation for each thing that is not allowed.
    func violations(
        by rule: String,
        of subject: RuleSubject,
        others: [String]
    ) -> [RuleViolation] {
        var found: [RuleViolation] = []
        func add<Value>(
            _ fact: RuleViolation.Fact,
            _ said: RuleSubject.Said<Value>,
            _ what: String,
            _ allowed: String
        ) {
            found.append(
                RuleViolation(
                    rules: [rule] + others,
                    fact: fact,
                    path: said.path,
                    position: said.position,
                    message: "judge \(subject.title) by the rules: \(rule) does not allow \(what)",
                    hint: "\(rule) allows \(allowed)\(Self.remark(others))"
                )
            )
        }
        if namespace {
            add(
                .namespace,
                subject.namespace,
                "namespace \(subject.namespace.value)",
                "namespaces \(Self.list(allowance.namespaces))"
            )
        }
        if type {
            add(
                .type,
                subject.type,
                "type \(subject.type.value)",
                "types \(Self.list(allowance.types))"
            )
        }
        if scope {
            let names = allowance.scopes?.map(\.rawValue) ?? []
            add(
                .scope,
                subject.scope,
                "scope \(subject.scope.value.rawValue)",
                "scopes \(names.shortList)"
            )
        }
        for group in groups.map({ subject.groups[$0] }) {
            add(
                .group(group.value),
                group,
                "a layer for \(group.value)",
                "groups \(Self.list(allowance.groups))"
            )
        }
        return found
    }

    private static func list(_ patterns: [NamePattern]?) -> String {
        (patterns ?? []).map(\.description).shortList
    }

    /// Two rules that each allow a half do not add up, which is worth saying where there are two.
    private static func remark(_ others: [String]) -> String {
        guard !others.isEmpty else { return "" }
        return
            "; one rule has to allow all of it, and \(others.shortList) do\(others.count == 1 ? "es" : "") not either"
    }
}
