/// The line with which git begins a place that it could not merge.
///
/// Looked for only in what is no YAML anyway: what the parser makes of such a line helps nobody.
enum ConflictMarker {
    static let message = "merge conflict that is not resolved"
    private static let text = Array("<<<<<<< ".utf8)

    /// The error that says so, if there is such a line.
    static func error(in bytes: [UInt8]) -> YAMLError? {
        var line = 1
        var start = 0
        while start < bytes.count {
            if bytes[start...].starts(with: text) {
                return YAMLError(
                    position: Position(line: line, column: 1, offset: start),
                    message: message,
                    hint:
                        "keep one side at each marker, then run the command of the other side again"
                )
            }
            guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            start = end + 1
            line += 1
        }
        return nil
    }
}
