/// A name that a server has for a commit or a tag.
package struct RemoteReference: Sendable, Equatable {
    /// In full: `refs/heads/main`, `HEAD`.
    package let name: String
    package let id: ObjectID
}
