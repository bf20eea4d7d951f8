package import Files
package import Sealing

// How the errors of files and keys read on a terminal, for every program.

extension FileError: ReportedError {}
extension KeyError: ReportedError {}
