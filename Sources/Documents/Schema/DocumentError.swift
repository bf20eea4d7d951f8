package import YAML

/// What is wrong with a document, and where.
package struct DocumentError: Error, Equatable, Sendable {
    /// What kind of mistake it is, for readers that treat them differently.
    package enum Kind: Sendable {
        /// Not the YAML that fleetseal reads.
        case yaml
        /// Git could not merge it.
        case conflict
        /// Not where a document of its kind and name belongs.
        case place
        /// Something else stands where a sealed value belongs, perhaps the secret itself.
        case value
        /// Not what the schema says.
        case schema
    }

    package var kind: Kind
    /// The file, relative to the root of the fleet's repository.
    package var path: String
    /// Where in the file; absent if it is about the file as a whole.
    package var position: Position?
    /// What was being done, then why it failed.
    package var message: String
    /// What to do next.
    package var hint: String?

    package init(
        _ path: String,
        _ position: Position?,
        _ message: String,
        hint: String? = nil,
        kind: Kind = .schema
    ) {
        self.kind = kind
        self.path = path
        self.position = position
        self.message = message
        self.hint = hint
    }

    package init(_ path: String, _ error: YAMLError) {
        self.init(
            path,
            error.position,
            error.message,
            hint: error.hint,
            kind: error.isMergeConflict ? .conflict : .yaml
        )
    }
}

extension DocumentError: CustomStringConvertible {
    package var description: String {
        guard let position else { return "\(path): \(message)" }
        return "\(path):\(position.line):\(position.column): \(message)"
    }
}
