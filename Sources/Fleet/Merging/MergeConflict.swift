/// Something on which both sides of a merge differ, and that only a person can settle.
package struct MergeConflict: Hashable, Sendable {
    /// What it is about and why: `password for production: both sides changed it`.
    package let message: String
    /// What to do about it.
    package let hint: String
    /// What our side says, for the line that begins the place in the text.
    let ours: Side?
    /// What their side says.
    let theirs: Side?

    /// One side's part: what to look for in its lines, and what to call it.
    struct Side: Hashable, Sendable {
        let mark: String
        let label: String
    }

    init(_ message: String, hint: String, ours: Side? = nil, theirs: Side? = nil) {
        self.message = message
        self.hint = hint
        self.ours = ours
        self.theirs = theirs
    }
}

/// Which side to take where a model has to have one of them.
enum MergeSide {
    case ours, theirs
}

/// What a merge came to.
package struct MergeOutcome: Equatable, Sendable {
    /// The merged text, with Git's marks around every place in conflict.
    package let bytes: [UInt8]
    /// Nothing if it is merged.
    package let conflicts: [MergeConflict]
}
