internal import CommandLine

/// What a log says of an error.
enum ErrorText {
    static func of(_ error: any Error) -> String {
        (error as? any ReportedError)?.message ?? "\(error)"
    }
}
