package import Git

/// The files of one commit, as they were then and always will be.
package struct GitSnapshot: Sendable {
    package let commit: Commit
    /// Below the configured path.
    package let tree: SourceTree
    /// What to keep of it where no clone lasts: of what it is, and its commit.
    package let remembrance: String

    /// The commit's name in full, which Git calls its hash.
    package var revision: String { "\(commit.id)" }

    /// Paths whose content differs from an earlier snapshot's, sorted.
    package func changedPaths(since earlier: GitSnapshot) -> [String] {
        GitTree.changedPaths(from: earlier.tree.files, to: tree.files)
    }
}
