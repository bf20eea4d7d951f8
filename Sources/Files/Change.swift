/// What is to happen to one file of a repository.
package struct Change: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The file shall hold these bytes. It is created, with its folders, where it is missing.
        case write([UInt8])
        case remove
    }

    /// Relative to the repository's folder.
    package let path: String
    package let kind: Kind
    /// What the file held when the change was worked out; nothing when there was no file.
    ///
    /// A file that holds something else by now was edited by another program in between, and the
    /// whole commit is refused. Compared byte by byte: times and sizes miss a quick edit.
    package let expected: [UInt8]?

    package init(path: String, kind: Kind, expected: [UInt8]?) {
        self.path = path
        self.kind = kind
        self.expected = expected
    }
}
