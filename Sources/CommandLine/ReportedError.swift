/// An error that knows how a person should read it.
///
/// The error types of the lower modules are given this conformance where commands need it, so that
/// a command can let them pass; any other error is printed by its description.
package protocol ReportedError: Error {
    /// What was being done, then why it failed: lower case, no period.
    var message: String { get }
    /// What to do next, if anything can be said.
    var hint: String? { get }
    /// Where in which file, if there is one.
    var place: FilePlace? { get }
    /// What the process exits with.
    var exitCode: ExitCode { get }
}

extension ReportedError where Self: CustomStringConvertible {
    /// What it says of itself.
    package var message: String { description }
}

extension ReportedError {
    /// No remedy to offer.
    package var hint: String? { nil }
    /// Not about a file.
    package var place: FilePlace? { nil }
    /// An ordinary failure.
    package var exitCode: ExitCode { .failed }
}

/// A place in a file, printed as editors and `grep -n` do: `path:line:column`.
package struct FilePlace: Hashable, Sendable {
    /// The file as the user would name it.
    package let path: String
    /// The line from 1, if known.
    package let line: Int?
    /// The column from 1, if known.
    package let column: Int?

    /// A place; a column without a line is left out.
    package init(_ path: String, line: Int? = nil, column: Int? = nil) {
        self.path = path
        self.line = line
        self.column = line == nil ? nil : column
    }
}

extension FilePlace: CustomStringConvertible {
    /// The path, then line and column as far as they are known.
    package var description: String {
        var text = path
        if let line { text += ":\(line)" }
        if let column { text += ":\(column)" }
        return text
    }
}
