package import YAML

/// Something that is wrong, or looks wrong, at one place of the repository.
package struct Finding: Hashable, Sendable {
    package let code: FindingCode
    /// The file, relative to the root of the repository.
    package let path: String
    /// Where in the file; absent if it is about the file as a whole.
    package let position: Position?
    /// What is wrong, in lower case and without a period; names of others are escaped.
    package let message: String
    /// What to do next.
    package let hint: String

    package init(
        _ code: FindingCode,
        _ path: String,
        _ position: Position?,
        _ message: String,
        hint: String
    ) {
        self.code = code
        self.path = path
        self.position = position
        self.message = message
        self.hint = hint
    }

    package var severity: FindingCode.Severity { code.severity }
}

extension Finding: Comparable {
    /// By path, then by place, then by code.
    package static func < (left: Finding, right: Finding) -> Bool {
        if !left.path.utf8.elementsEqual(right.path.utf8) {
            return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
        }
        let (leftOffset, rightOffset) = (left.position?.offset ?? -1, right.position?.offset ?? -1)
        if leftOffset != rightOffset { return leftOffset < rightOffset }
        if left.code != right.code { return left.code.rawValue < right.code.rawValue }
        return left.message.utf8.lexicographicallyPrecedes(right.message.utf8)
    }
}
