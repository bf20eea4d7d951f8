package import Sealing
package struct LabelSelector: Hashable, Sendable {
    package struct Requirement: Hashable, Sendable {
        package enum Operator: String, Sendable { case `in` = "In" }
        package var key: String
        package var `operator`: Operator
        package var values: [String]
    }
    package var matchLabels: [(String, String)] { [] }
    package var matchExpressions: [Requirement] { [] }
    package init(matchLabels: [(String, String)], matchExpressions: [Requirement]) throws(SelectorError) {}
    package func matches(_ labels: [String: String]) -> Bool { true }
}
package struct SelectorError: Error { package var hint: String? }
package enum LabelSyntax { package static func isKey(_ text: String) -> Bool { true }; package static func isValue(_ t: String) -> Bool { true } }
package struct TemplateError: Error { package var hint: String? }
package struct Template: Hashable, Sendable {
    package init(parsing: String) throws(TemplateError) {}
    package var keys: [String] { [] }
    package func render(values: [String: Range<Int>], in arena: inout SecretArena, cluster: (String) -> String?) throws(TemplateError) -> Range<Int> { 0..<0 }
}
