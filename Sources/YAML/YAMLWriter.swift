/// Writes new files.
package enum YAMLWriter {
    /// The documents one after the other with `---` between them, lines ended by LF.
    package static func file(_ documents: [Content]) -> [UInt8] {
        var writer = ContentWriter()
        for (index, document) in documents.enumerated() {
            if index > 0 { writer.append("---\n".utf8) }
            writer.lines(document, column: 0)
            writer.append("\n".utf8)
        }
        return writer.bytes
    }
}
