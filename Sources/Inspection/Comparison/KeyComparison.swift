internal import Documents
internal import Sealing

/// One key of a secret on two clusters, and whether somebody wrote down that it should differ.
package struct KeyComparison: Sendable {
    /// How the two clusters differ.
    package enum Difference: String, CaseIterable, Sendable {
        /// Both get one value: that of one layer, or two of the same value id.
        case same
        /// Both get a value, and the layers that win are different ones.
        case override
        /// A template makes it on both, of values or labels that differ.
        case derived
        /// One gets it; a layer takes it away from the other.
        case removed
        /// One gets it, and the document says that not every cluster needs it.
        case optional
        /// One gets it, and nothing says why the other does not.
        case missing
    }

    /// What one of the two clusters has.
    package enum Side: Sendable {
        /// The value of a layer.
        case value(Statement)
        /// A template made it.
        case made
        /// A layer takes it away.
        case removed(Statement)
        /// No layer for this cluster gives it.
        case absent
        /// The cluster gets nothing of the secret.
        case blocked(Obstacle)

        var isThere: Bool {
            switch self {
            case .value, .made: true
            case .removed, .absent, .blocked: false
            }
        }

        /// The statement that decided, if one did.
        package var statement: Statement? {
            switch self {
            case .value(let statement), .removed(let statement): statement
            case .made, .absent, .blocked: nil
            }
        }
    }

    package let key: String
    package let difference: Difference
    package let first: Side
    package let second: Side
    /// What makes a derived key differ: keys of values, and labels as `cluster.region`.
    package let causes: [String]

    /// Nothing where neither cluster gets the key.
    init?(_ key: String, _ first: Explanation, _ second: Explanation) {
        self.key = key
        let sides = (Self.side(key, first), Self.side(key, second))
        (self.first, self.second) = sides
        causes = []
        switch (sides.0.isThere, sides.1.isThere) {
        case (false, false): return nil
        case (true, true):
            let ids = (sides.0.statement?.value?.sealed.id, sides.1.statement?.value?.sealed.id)
            difference = ids.0 == ids.1 ? .same : .override
        default:
            difference = Self.absence(sides.0.isThere ? sides.1 : sides.0, first.isOptional(key))
        }
    }

    /// A key that a template makes; nothing where it can be made on neither cluster.
    init?(
        _ output: (Explanation.Output, Explanation.Output),
        _ first: Explanation,
        _ second: Explanation,
        differing: Set<String>
    ) {
        key = output.0.key
        self.first = Self.side(output.0, first)
        self.second = Self.side(output.1, second)
        let clusters = (first.cluster, second.cluster)
        let labels = (clusters.0.labelTable, clusters.1.labelTable)
        let facts = output.0.facts.filter { fact in
            fact == "name"
                ? clusters.0.name != clusters.1.name : labels.0[fact] != labels.1[fact]
        }
        causes = output.0.keys.filter(differing.contains) + facts.map { "cluster.\($0)" }
        switch (self.first.isThere, self.second.isThere) {
        case (false, false): return nil
        case (true, true): difference = causes.isEmpty ? .same : .derived
        default:
            difference = Self.absence(
                self.first.isThere ? self.second : self.first,
                first.isOptional(key)
            )
        }
    }

    private static func side(_ key: String, _ explanation: Explanation) -> Side {
        guard let item = explanation.item(key) else { return .absent }
        if item.isGiven, let obstacle = explanation.obstacle { return .blocked(obstacle) }
        if item.isGiven { return .value(item.decision) }
        return item.hidden.isEmpty ? .absent : .removed(item.decision)
    }

    /// A template that lacks something is in the way of the whole secret.
    private static func side(_ output: Explanation.Output, _ explanation: Explanation) -> Side {
        explanation.obstacle.map { .blocked($0) } ?? .made
    }

    private static func absence(_ side: Side, _ isOptional: Bool) -> Difference {
        if case .removed = side { return .removed }
        if case .blocked = side { return .missing }
        return isOptional ? .optional : .missing
    }
}
