internal import CommandLine

/// What a log says of an error.
enum ErrorText {
    static func of(_ error: any Error) -> String {
        guard let error = error as? any ReportedError else { return "\(error)" }
        return error.hint.map { "\(error.message); \($0)" } ?? error.message
    }
}
