internal import CommandLine
internal import Kubernetes

// How errors of what talks to clusters read on a terminal.

extension APIError: ReportedError {}
extension ConfigurationError: ReportedError {}
