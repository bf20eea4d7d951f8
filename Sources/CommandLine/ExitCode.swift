/// What the process tells its caller; scripts and CI depend on the numbers.
package enum ExitCode: Int32, Sendable {
    /// Everything asked for was done, or was so already.
    case done = 0
    /// It could not be done; an `error:` line says why.
    case failed = 1
    /// The command line itself was wrong; nothing was tried.
    case usage = 2
    /// The command did its work and found what it looks for: `check` failed, `plan` is too long to show.
    case findings = 3
}
