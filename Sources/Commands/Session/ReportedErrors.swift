package import CommandLine
internal import Documents
internal import Fleet
internal import Git
internal import Sealing
internal import YAML

// How the errors of the lower modules read on a terminal.

extension DocumentError: ReportedError {
    package var place: FilePlace? {
        FilePlace(path, line: position?.line, column: position?.column)
    }
}

extension FleetError: ReportedError {
    package var place: FilePlace? { path.map { FilePlace($0) } }
}

extension TrustError: ReportedError {
    package var hint: String? { remedy }
    package var place: FilePlace? { path.map { FilePlace($0, line: line) } }
}

extension OpeningError: ReportedError {
    package var hint: String? { remedy }
    package var place: FilePlace? { FilePlace(path, line: position.line, column: position.column) }
}

extension KeyringError: ReportedError {
    package var place: FilePlace? { FilePlace(path, line: line) }
}

extension SelectorError: ReportedError {}

extension GitError: ReportedError {}

extension IdentityFileError: ReportedError {
    package var hint: String? {
        switch self {
        case .notAuthentic: "try the passphrase again"
        case .passphraseNeeded, .passphraseEmpty: nil
        default: "an identity file is made by: fleetseal identity new"
        }
    }
}
