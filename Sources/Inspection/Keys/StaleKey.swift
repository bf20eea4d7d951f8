package import Sealing
package import YAML

/// Something about a key that waits for somebody to go on with it.
package struct StaleKey: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Values are sealed to a revoked key: nothing opens them any more.
        case valuesRevoked = "values-under-revoked-key"
        /// Values are sealed to a key that the group does not have.
        case valuesUnknown = "values-under-unknown-key"
        /// Values are sealed to a retired key of their group.
        case valuesRetired = "values-under-retired-key"
        /// Members left while the group's key stayed active.
        case rekeyDue = "rekey-due"
        /// A retired group key to which no value is sealed any more.
        case retiredGroupKey = "retired-group-key"
        /// A group's active key is older than was asked.
        case oldGroupKey = "old-group-key"
        /// A cluster's active key is older than was asked.
        case oldClusterKey = "old-cluster-key"
        /// A cluster's next key, which is not in use yet.
        case pendingClusterKey = "pending-cluster-key"
        /// A cluster's retired or revoked key to which group keys are still sealed.
        case linesToOldKey = "lines-to-old-key"
        /// Group keys are sealed to a key that nobody in the registry has.
        case linesToUnknownKey = "lines-to-unknown-key"
    }

    package let kind: Kind
    package let owner: KeyOwner
    package let id: KeyID
    /// Where to look: the key in the registry, or the first use of it.
    package let path: String
    package let position: Position?
    /// What it is, in words.
    package let text: String
    /// How many values or lines it is about; for the others, 1.
    package let count: Int
    /// What to run.
    package let command: String
}
