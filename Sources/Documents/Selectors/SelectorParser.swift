/// Reads a selector as `kubectl -l` takes it.
///
///     selector    = requirement { "," requirement } ;
///     requirement = [ "!" ] key
///                 | key ( "=" | "==" | "!=" ) [ value ]
///                 | key ( "in" | "notin" ) "(" [ value ] { "," [ value ] } ")" ;
///
/// A value left out is the empty one. Space, tab and line ends may stand between the parts. `in`
/// and `notin` are ordinary words wherever a key or a value stands.
struct SelectorParser {
    private let tokens: [SelectorLexer.Token]
    private var position = 0
    private var labels: [(String, String)] = []
    private var expressions: [LabelSelector.Requirement] = []

    static func parse(_ text: String) throws(SelectorError) -> LabelSelector {
        guard text.utf8.count <= LabelSelector.lengthLimit else {
            throw SelectorError("longer than \(LabelSelector.lengthLimit) bytes")
        }
        var parser = SelectorParser(tokens: SelectorLexer.tokens(of: text))
        return try parser.parseAll()
    }

    private init(tokens: [SelectorLexer.Token]) {
        self.tokens = tokens
    }

    private var token: SelectorLexer.Token { tokens[position] }

    private mutating func parseAll() throws(SelectorError) -> LabelSelector {
        if token.kind != .end {
            try parseRequirement()
            while token.isSymbol(",") {
                position += 1
                try parseRequirement()
            }
            guard token.kind == .end else { throw unexpected("a comma or the end") }
        }
        return try LabelSelector(matchLabels: labels, matchExpressions: expressions)
    }

    private mutating func parseRequirement() throws(SelectorError) {
        let isNegated = token.isSymbol("!")
        if isNegated { position += 1 }
        let start = token.offset
        guard let word = token.word else { throw unexpected("a key") }
        let key = try LabelSelector.checkedKey(word, at: start)
        position += 1
        guard !isNegated else { return try add(key, .doesNotExist, [], at: start) }
        switch token.kind {
        case .end, .symbol(","):
            try add(key, .exists, [], at: start)
        case .symbol("="), .symbol("=="):
            position += 1
            let value = try parseValue(of: key)
            try addEquality(key, value, at: start)
        case .symbol("!="):
            position += 1
            try add(key, .notIn, [try parseValue(of: key)], at: start)
        case .word("in"):
            position += 1
            try add(key, .in, try parseValues(of: key), at: start)
        case .word("notin"):
            position += 1
            try add(key, .notIn, try parseValues(of: key), at: start)
        case .symbol("<"), .symbol(">"):
            throw SelectorError(
                "a label selector cannot compare numbers",
                at: token.offset,
                hint: "name the values: \(key) in (1,2,3)"
            )
        default:
            throw unexpected("=, ==, !=, in or notin")
        }
    }

    /// The value after `=`; empty if the requirement ends there.
    private mutating func parseValue(of key: String) throws(SelectorError) -> String {
        if token.kind == .end || token.isSymbol(",") { return "" }
        guard let word = token.word else { throw unexpected("a value") }
        let value = try LabelSelector.checkedValue(word, of: key, at: token.offset)
        position += 1
        return value
    }

    private mutating func parseValues(of key: String) throws(SelectorError) -> [String] {
        guard token.isSymbol("(") else { throw unexpected("(") }
        position += 1
        var values: [String] = []
        while true {
            if let word = token.word {
                values.append(try LabelSelector.checkedValue(word, of: key, at: token.offset))
                position += 1
            } else {
                values.append("")
            }
            guard token.isSymbol(",") || token.isSymbol(")") else {
                throw unexpected("a comma or )")
            }
            position += 1
            if tokens[position - 1].isSymbol(")") { return values }
        }
    }

    private mutating func add(
        _ key: String,
        _ operation: LabelSelector.Requirement.Operator,
        _ values: [String],
        at offset: Int
    ) throws(SelectorError) {
        do {
            expressions.append(
                try LabelSelector.Requirement(key: key, operator: operation, values: values)
            )
        } catch {
            throw SelectorError(error.message, at: offset, hint: error.hint)
        }
    }

    /// A second value for one key can never hold; it stays a condition, as in Kubernetes.
    private mutating func addEquality(
        _ key: String,
        _ value: String,
        at offset: Int
    ) throws(SelectorError) {
        let other = labels.first { LabelSelector.areSame($0.0, key) }
        guard let other else { return labels.append((key, value)) }
        if !LabelSelector.areSame(other.1, value) { try add(key, .in, [value], at: offset) }
    }

    private func unexpected(_ expected: String) -> SelectorError {
        SelectorError("\(expected) expected, found \(token.name)", at: token.offset)
    }
}

extension LabelSelector {
    /// A selector as `kubectl -l` takes it: `env=prod,region in (eu,us),!edge`.
    package init(parsing text: String) throws(SelectorError) {
        self = try SelectorParser.parse(text)
    }
}
