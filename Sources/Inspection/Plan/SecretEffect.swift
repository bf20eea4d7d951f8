/// What becomes of one Secret on some clusters.
package struct SecretEffect: Sendable {
    package enum Change: String, Sendable {
        /// The clusters did not get this Secret before.
        case appears
        /// The document is no longer for them.
        case disappears
        case changes
        /// It is for them, and they get nothing of it.
        case blocked
        /// What kept them from getting it is gone.
        case unblocked
        /// They leave the fleet, and nothing changes there any more.
        case left
    }

    /// Namespace and name.
    package let title: String
    package let change: Change
    /// Keys of the Secret that come, go, or get another content, sorted.
    package let gained: [String]
    package let lost: [String]
    package let changed: [String]
    /// Whether the template, the type or anything else of the Secret's form changes.
    package let changesForm: Bool
    /// Why they get nothing of it, where they do not.
    package let obstacle: Obstacle?
    /// Whether they got nothing of it before either.
    package let wasBlocked: Bool
    package private(set) var clusters: ClusterSet

    /// The same change: clusters that see it alike are shown together.
    func isSame(as other: SecretEffect) -> Bool {
        title == other.title && change == other.change && gained == other.gained
            && lost == other.lost && changed == other.changed && changesForm == other.changesForm
            && obstacle == other.obstacle && wasBlocked == other.wasBlocked
    }

    /// The same change for the clusters of both.
    func joined(with other: SecretEffect) -> SecretEffect {
        var joined = self
        joined.clusters.formUnion(other.clusters)
        return joined
    }
}
