/// What keeps the protocol safe, each of which can be taken away to see what breaks.
struct Guards: OptionSet, Sendable {
    let rawValue: UInt32

    /// A publication is signed by the keys that it names.
    static let signatures = Guards(rawValue: 1 << 0)
    /// A key that follows is vouched for by the one before, wherever it is read.
    static let endorsements = Guards(rawValue: 1 << 1)
    /// Publications are taken in order.
    static let counters = Guards(rawValue: 1 << 2)
    /// A line counts only with its proof.
    static let proofs = Guards(rawValue: 1 << 3)
    /// Proofs are needed of all group keys at the tip, not only of those that were there when the
    /// agent looked.
    static let proofsOfTip = Guards(rawValue: 1 << 4)
    /// Old lines go when the new ones are at the tip, and not before.
    static let linesBeforeDrop = Guards(rawValue: 1 << 5)
    /// What fails `check` after the merge does not land.
    static let check = Guards(rawValue: 1 << 6)
    /// An agent keeps the keys that it does not use any more.
    static let oldKeys = Guards(rawValue: 1 << 7)
    /// An agent keeps the group keys that it opened.
    static let memory = Guards(rawValue: 1 << 8)
    /// A view in which the agent's own cluster is missing tells nothing.
    static let emptyViews = Guards(rawValue: 1 << 9)
    /// An agent uses only keys that it made.
    static let ownKeys = Guards(rawValue: 1 << 10)
    /// Old keys are destroyed only when everything opens without them.
    static let destruction = Guards(rawValue: 1 << 11)
    /// An agent returns by itself to an older key of its own if the registry names that as its active
    /// one; otherwise a person decides.
    static let returning = Guards(rawValue: 1 << 12)
    /// A registry that went back to before a promotion is told of, not waited for.
    static let notice = Guards(rawValue: 1 << 13)
    /// An agent that has not seen its promotion yet is waited for, not accused.
    static let patience = Guards(rawValue: 1 << 14)
    /// A key that was given up is not taken again.
    static let freshKeys = Guards(rawValue: 1 << 15)
    /// Whoever leaves a group makes its key due for another.
    static let dueKeys = Guards(rawValue: 1 << 16)

    /// An agent publishes a line that it proved before, whatever stands at the tip since.
    static let steadyLines = Guards(rawValue: 1 << 17)
    /// A line that goes and its neighbour that changes conflict when they are merged.
    static let neighbours = Guards(rawValue: 1 << 18)
    /// An agent keeps a key for good before it publishes it.
    static let durability = Guards(rawValue: 1 << 19)
    /// A new value is sealed to the newest key of its group.
    static let newValues = Guards(rawValue: 1 << 20)
    /// An agent does not number its publications past one that CI has taken over and that it does
    /// not remember.
    static let numbering = Guards(rawValue: 1 << 21)
    /// An operator who takes out a line of a cluster without the cluster's proof seals its other lines
    /// anew.
    static let sealingAnew = Guards(rawValue: 1 << 22)
    /// A next key is given up only while all group keys are sealed to the active one as well.
    static let abandonment = Guards(rawValue: 1 << 23)
    /// A group that a view lacks is not taken for gone: what was opened of it is not forgotten.
    static let missingGroups = Guards(rawValue: 1 << 24)
    /// A cluster whose publication a job of CI cannot read waits.
    static let unread = Guards(rawValue: 1 << 25)
    /// A key that was retired vouches for no other.
    static let retiredKeys = Guards(rawValue: 1 << 26)
    /// A replica writes what it remembers of its keys only over what it read.
    static let preconditions = Guards(rawValue: 1 << 27)

    static let all = Guards(rawValue: (1 << 28) - 1)
}
