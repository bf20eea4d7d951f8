package import Documents
package import Files
package import YAML

/// Why one file, or one document in it, is not what the fleet needs there.
package struct SurveyFault: Error, Sendable {
    package enum Reason: Sendable {
        /// It cannot be read from the disk.
        case file(FileError)
        /// It is not the document that belongs there.
        case document(DocumentError)
        /// It is not believed.
        case trust(TrustError)
        /// A cluster and a group have one name.
        case nameTaken(String)
        /// Another file is the same Secret.
        case duplicate(String, of: String)
        /// A part without its document.
        case orphan
        /// A part that its document leaves no room for.
        case part(DocumentError)
    }

    package let path: String
    package let position: Position?
    package let reason: Reason

    init(_ path: String, _ position: Position? = nil, _ reason: Reason) {
        self.path = path
        self.position = position
        self.reason = reason
    }

    init(_ path: String, _ error: any Error) {
        switch error {
        case let error as DocumentError: self.init(error.path, error.position, .document(error))
        case let error as FileError: self.init(path, nil, .file(error))
        default:
            self.init(path, nil, .document(DocumentError(path, nil, "read file: \(error)")))
        }
    }
}
