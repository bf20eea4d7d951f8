/// A command line that makes no sense: exit code 2, before anything was tried.
///
/// The message names options and arguments, never the values given for them: a value may be a
/// secret that ended up in the wrong place.
package struct UsageError: ReportedError, Hashable {
    /// What is wrong with the command line.
    package var message: String
    /// How it should look.
    package var hint: String?

    /// A command line that was understood well enough to say what is wrong with it.
    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// Usage, not failure.
    package var exitCode: ExitCode { .usage }
}
