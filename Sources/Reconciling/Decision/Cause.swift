/// Why a Secret is written.
package enum Cause: String, CaseIterable, Sendable {
    /// It was not there.
    case created = "Created"
    /// The document changed.
    case changed = "Changed"
    /// Somebody else changed the Secret.
    case healed = "Healed"
    /// It belonged to nobody or somebody else.
    case adopted = "Adopted"
    /// Only our marks on it are written anew.
    case marked = "Marked"
    /// Its document is gone.
    case pruned = "Pruned"
    /// Workloads that use it were restarted.
    case restarted = "Restarted"
}
