import Testing

@testable import Documents

@Suite struct LabelRequirementTests {
    @Test(
        arguments: [
            ("x", .in, [], false),
            ("x", .notIn, [], false),
            ("x", .in, ["foo"], true),
            ("x", .notIn, ["foo"], true),
            ("x", .exists, [], true),
            ("x", .doesNotExist, [], true),
            ("x", .exists, ["a"], false),
            ("x", .doesNotExist, [""], false),
            ("1foo", .in, ["bar"], true),
            ("1234", .in, ["bar"], true),
            (String(repeating: "a", count: 254), .exists, [], false),
        ] as [(String, LabelSelector.Requirement.Operator, [String], Bool)]
    )
    func `checks what Kubernetes checks`(
        key: String,
        operation: LabelSelector.Requirement.Operator,
        values: [String],
        isValid: Bool
    ) {
        let requirement = try? LabelSelector.Requirement(
            key: key,
            operator: operation,
            values: values
        )
        #expect((requirement != nil) == isValid)
    }

    @Test func `labels of a document are sorted and unique`() throws {
        let selector = try LabelSelector(
            matchLabels: [("b", "1"), ("a", "2")],
            matchExpressions: []
        )
        #expect(selector.matchLabels.map(\.0) == ["a", "b"])
        #expect(selector.description == "a=2,b=1")
        #expect(throws: SelectorError.self) {
            try LabelSelector(matchLabels: [("a", "1"), ("a", "1")], matchExpressions: [])
        }
    }
}
