internal import CommandLine

/// A command that could not do what it was asked, where `Failure` means a request of the agent's.
typealias CommandFailure = Failure
