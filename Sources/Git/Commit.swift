/// One commit of the history.
package struct Commit: Sendable {
    package let id: ObjectID
    package let tree: ObjectID
    package let parents: [ObjectID]
    /// Whether it has parents that this shallow clone does not have.
    package let isCut: Bool
    package let author: String
    package let email: String
    /// Seconds since 1970, as the author's clock had it.
    package let time: Int
    /// The same for whoever made the commit, which grows along the history where clocks are right.
    package let committed: Int
    /// The first line of its message.
    package let summary: String
    /// Whether it carries a signature, which only Git itself can judge.
    package let isSigned: Bool
}
