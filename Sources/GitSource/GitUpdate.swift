/// What a look at the server brought.
package enum GitUpdate: Sendable {
    /// The reference is where it was, and nothing was fetched.
    case unchanged(GitSnapshot)
    /// There is a new commit in force.
    ///
    /// `changed` are the paths whose content differs from the commit before, or nothing if there
    /// was none: then everything is new.
    case moved(GitSnapshot, changed: [String]?)

    /// What is in force now.
    package var snapshot: GitSnapshot {
        switch self {
        case .unchanged(let snapshot), .moved(let snapshot, _): snapshot
        }
    }
}
