package indirect enum Content: Sendable {
    case string(String), bare(String), quoted(String), below(String), mapping([(String, Content)]), sequence([Content]), flowMapping([(String, Content)]), flowSequence([Content])
}
package enum YAMLWriter { package static func file(_ documents: [Content]) -> [UInt8] { [] } }
package struct Edits: Sendable {
    package init(_ file: YAMLFile) {}
    package mutating func replace(_ node: Node, with: Content) {}
    package mutating func insert(_ key: String, _ value: Content, into mapping: Node, before: String? = nil) {}
    package mutating func insert(_ item: Content, into sequence: Node, at index: Int) {}
    package mutating func remove(_ key: String, from mapping: Node) {}
    package mutating func remove(at index: Int, from sequence: Node) {}
    package func applied() throws(YAMLError) -> [UInt8] { [] }
}
