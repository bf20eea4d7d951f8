internal import Documents
internal import Sealing

/// What rules ask of a secret, made ready to be asked by many: a fleet may have hundreds of rules for
/// ten thousand secrets.
struct RuleFacts {
    private let paths: [DocumentPath]?
    private let namespace: [UInt8]
    private let type: [UInt8]
    private let scope: Scope
    private let groups: [[UInt8]]

    init(_ subject: RuleSubject, _ paths: [DocumentPath]?) {
        self.paths = paths
        namespace = Array(subject.namespace.value.utf8)
        type = Array(subject.type.value.utf8)
        scope = subject.scope.value
        groups = subject.groups.map { Array($0.value.utf8) }
    }

    /// Whether one rule allows all of it; the namespace first, which most rules do not have.
    func areAllowed(by rule: Allowance) -> Bool {
        Self.isAmong(rule.namespaces, namespace) && rule.covers(paths)
            && Self.isAmong(rule.types, type) && rule.scopes?.contains(scope) ?? true
            && groups.allSatisfy { Self.isAmong(rule.groups, $0) }
    }

    private static func isAmong(_ patterns: [NamePattern]?, _ name: [UInt8]) -> Bool {
        patterns?.contains { $0.matches(name) } ?? true
    }
}
