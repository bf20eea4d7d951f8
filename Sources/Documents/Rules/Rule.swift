package import YAML

/// One of the Fleet's `rules`: what documents may be, or what clusters must get.
package struct Rule: Sendable {
    static let limit = 1_024
    package let name: String
    package let statement: Statement
    package let node: Node

    /// What a rule says.
    package enum Statement: Sendable {
        case allow(Allowance)
        case require(Requirement)
    }

    init(_ fields: Fields) throws(DocumentError) {
        node = fields.node
        let given = ["allow", "require"].filter { fields.node[$0] != nil }
        guard given.count == 1 else {
            throw fields.failure(
                fields.node,
                "read \(fields.place): a rule has exactly one of allow and require, not \(given.count)"
            )
        }
        try fields.allowOnly(
            given == ["allow"]
                ? ["name", "paths", "allow"] : ["name", "select", "all", "require"]
        )
        name = try fields.text("name", "a name of a rule", where: Names.isLabel)
        if let allow = try fields.fields("allow") {
            statement = .allow(try Allowance(allow, paths: fields))
        } else {
            let require = try Fields(
                fields.required("require"),
                of: "\(fields.place).require",
                in: fields.path
            )
            statement = .require(try Requirement(require, clusters: fields))
        }
    }

    /// The rules of a Fleet, in its order.
    static func all(_ spec: Fields) throws(DocumentError) -> [Rule] {
        var rules: [Rule] = []
        var names: Set<String> = []
        for item in try spec.items("rules") {
            let rule = try Rule(item)
            guard names.insert(rule.name).inserted else {
                throw item.failure(item.node, "read spec.rules: \(rule.name) stands there twice")
            }
            rules.append(rule)
        }
        guard rules.count <= limit else {
            throw spec.failure(
                try spec.required("rules"),
                "read spec.rules: \(rules.count) rules are more than \(limit)"
            )
        }
        return rules
    }
}
