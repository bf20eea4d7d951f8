package import Sealing
internal import YAML

/// What a rule lets documents be: those at some paths, for some namespaces, groups, types and scopes.
///
/// What is absent is not limited.
package struct Allowance: Sendable {
    package let paths: [PathPattern]?
    package let namespaces: [NamePattern]?
    package let groups: [NamePattern]?
    package let types: [NamePattern]?
    package let scopes: [Scope]?

    init(_ allow: Fields, paths rule: Fields) throws(DocumentError) {
        try allow.allowOnly(["namespaces", "groups", "types", "scopes"])
        paths = try Self.patterns(
            "paths",
            "a pattern of paths",
            rule,
            hint:
                "secrets/, then parts of letters, digits, - _ . @ + and *, or ** for any parts; secrets/payments/** is all below it"
        ) { PathPattern($0) }
        namespaces = try Self.patterns("namespaces", "a namespace or a pattern", allow) {
            NamePattern(label: $0)
        }
        groups = try Self.patterns("groups", "a group or a pattern", allow) {
            NamePattern(label: $0)
        }
        types = try Self.patterns("types", "a type of a Secret or a pattern", allow) {
            NamePattern(type: $0)
        }
        scopes = try Self.patterns(
            "scopes",
            "a scope",
            allow,
            hint: "one of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))"
        ) { Scope(rawValue: $0) }
    }

    /// A list of patterns; nothing if it is absent.
    private static func patterns<Pattern>(
        _ name: String,
        _ what: String,
        _ fields: Fields,
        hint: String? = nil,
        _ parse: (String) -> Pattern?
    ) throws(DocumentError) -> [Pattern]? {
        guard let list = fields.node[name],
            let texts = try fields.limitedTexts(name, what, where: { _ in true })
        else { return nil }
        var patterns: [Pattern] = []
        for (text, node) in zip(texts, list.items) {
            guard let pattern = parse(text) else {
                throw fields.failure(
                    node,
                    "read \(fields.place).\(name): \(text.escapedForMessage) is not \(what)",
                    hint: hint
                )
            }
            patterns.append(pattern)
        }
        return patterns
    }
}

extension Fields {
    /// The most items in a list of a rule.
    static let ruleListLimit = 64

    /// A list of a rule: nothing if absent, and with 1 to 64 items otherwise, since an empty one would
    /// be read as nothing by one person and as everything by another.
    func limitedTexts(
        _ name: String,
        _ what: String,
        where isValid: (String) -> Bool
    ) throws(DocumentError) -> [String]? {
        guard let list = node[name] else { return nil }
        let texts = try texts(name, what, where: isValid)
        guard !texts.isEmpty else {
            throw failure(
                list,
                "read \(place).\(name): the list is empty",
                hint: "leave \(name) out if anything goes"
            )
        }
        guard texts.count <= Self.ruleListLimit else {
            throw failure(
                list,
                "read \(place).\(name): \(texts.count) items are more than \(Self.ruleListLimit)",
                hint: "a pattern with * stands for many; several rules may say the same of others"
            )
        }
        return texts
    }
}
