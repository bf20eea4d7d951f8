internal import CommandLine

/// Why an agent does not start.
///
/// `Failure` alone would be that of an action, which is another.
typealias StartFailure = Failure
