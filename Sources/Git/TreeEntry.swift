package import Files

/// One name in a folder that Git stored.
package struct TreeEntry: Sendable {
    package let name: String
    package let id: ObjectID
    package let kind: FileKind
}
