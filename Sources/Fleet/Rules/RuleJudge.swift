package import Documents
package import Sealing
internal import YAML

/// What the Fleet's rules say of secrets.
///
/// Pure: it reads no file. Once a Fleet has a rule with `allow`, a secret is allowed only if one and
/// the same rule lets every file of it stand where it stands, and allows its namespace, its type, its
/// scope and the group of each of its layers.
package struct RuleJudge: Sendable {
    let allowances: [(name: String, allowance: Allowance)]
    let requirements: [(rule: Rule, requirement: Requirement)]

    package init(_ rules: [Rule]) {
        allowances = rules.compactMap { rule in
            guard case .allow(let allowance) = rule.statement else { return nil }
            return (rule.name, allowance)
        }
        requirements = rules.compactMap { rule in
            guard case .require(let requirement) = rule.statement else { return nil }
            return (rule, requirement)
        }
    }

    /// Whether documents may be as they like: no rule has `allow`.
    package var allowsAnything: Bool { allowances.isEmpty }

    /// What is not allowed about a secret of the repository; nothing if a rule allows it whole.
    package func violations(of entry: SecretEntry) -> [RuleViolation] {
        allowsAnything ? [] : violations(of: RuleSubject(entry))
    }

    /// The same of a document that comes as an object of a cluster: it has no path, so `paths` of the
    /// rules say nothing about it, and everything else counts.
    package func violations(ofResource document: SecretDocument) -> [RuleViolation] {
        allowsAnything ? [] : violations(of: RuleSubject(document))
    }

    /// The same of a secret that is about to get a layer for a group.
    package func violations(of entry: SecretEntry, adding group: String) -> [RuleViolation] {
        guard !allowsAnything else { return [] }
        var subject = RuleSubject(entry)
        subject.add(group: group)
        return violations(of: subject)
    }

    /// The same of a document that is about to be made; without a path if it is not known yet.
    package func violations(
        making title: SecretStore.Title,
        path: String?,
        type: String,
        scope: Scope,
        group: String
    ) -> [RuleViolation] {
        guard !allowsAnything else { return [] }
        var subject = RuleSubject(title, paths: path.map { [$0] }, type: type, scope: scope)
        subject.add(group: group)
        return violations(of: subject)
    }

    func violations(of subject: RuleSubject) -> [RuleViolation] {
        guard !allowsAnything else { return [] }
        var paths: [DocumentPath]?
        if let texts = subject.paths {
            let known = texts.map { DocumentPath($0) }
            if let stray = known.firstIndex(where: { $0 == nil }) {
                return [Self.violation(noPath: texts[stray])]
            }
            paths = known.compactMap { $0 }
        }
        let facts = RuleFacts(subject, paths)
        guard !allowances.contains(where: { facts.areAllowed(by: $0.allowance) }) else { return [] }
        return explanation(of: subject, paths)
    }

    /// What keeps the rule from allowing a secret that comes nearest to it.
    private func explanation(
        of subject: RuleSubject,
        _ paths: [DocumentPath]?
    ) -> [RuleViolation] {
        let candidates = allowances.filter { $0.allowance.covers(paths) }
            .map { (rule: $0.name, refusals: Refusals($0.allowance, subject)) }
        guard let nearest = candidates.min(by: { $0.refusals < $1.refusals }) else {
            return [strayed(subject, paths ?? [])]
        }
        let others = candidates.filter {
            $0.rule != nearest.rule && $0.refusals.concerns(asMuchAs: nearest.refusals)
        }
        return nearest.refusals.violations(
            by: nearest.rule,
            of: subject,
            others: others.map(\.rule)
        )
    }

    /// No rule is for all files of the secret: says of the first file that is in nobody's place.
    private func strayed(_ subject: RuleSubject, _ paths: [DocumentPath]) -> RuleViolation {
        let texts = subject.paths ?? []
        let home = allowances.filter { $0.allowance.covers(Array(paths.prefix(1))) }
        let index = paths.indices.first { index in
            !(home.isEmpty ? allowances : home).contains { $0.allowance.covers([paths[index]]) }
        }
        let path = texts[index ?? 0]
        let fitting = allowances.filter {
            $0.allowance.namespaces.allow(subject.namespace.value)
        }
        let places = fitting.flatMap { $0.allowance.paths ?? [] }.map(\.description)
        return RuleViolation(
            rules: home.map(\.name),
            fact: .path,
            path: path,
            position: nil,
            message: "judge \(subject.title) by the rules: none lets it stand here",
            hint: places.isEmpty
                ? "no rule is for namespace \(subject.namespace.value); operators change rules in fleetseal.yaml"
                : "rules for namespace \(subject.namespace.value) let it stand in \(places.shortList)"
        )
    }

    private static func violation(noPath path: String) -> RuleViolation {
        RuleViolation(
            rules: [],
            fact: .path,
            path: path,
            position: nil,
            message: "judge a document by the rules: no document can stand here",
            hint:
                "paths of documents start with secrets/ and have no part that is empty or starts with a dot"
        )
    }
}

extension Allowance {
    /// Whether the rule is for documents whose files stand here.
    func covers(_ files: [DocumentPath]?) -> Bool {
        guard let paths, let files else { return true }
        return files.allSatisfy { file in paths.contains { $0.matches(file) } }
    }
}

extension [NamePattern]? {
    /// Whether a name is allowed: absent lists allow all.
    func allow(_ name: String) -> Bool {
        self?.contains { $0.matches(name) } ?? true
    }
}

extension [String] {
    /// At most four of them, for a message.
    var shortList: String {
        let shown = prefix(4).joined(separator: ", ")
        return count > 4 ? "\(shown) and \(count - 4) more" : shown
    }
}
