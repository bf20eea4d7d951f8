/// What becomes of one Secret on some clusters.
package struct SecretEffect: Sendable {
    package enum Change: String, Sendable {
        /// The clusters did not get this Secret before.
        case appears
        /// The document is no longer for them.
        case disappears
        case changes
    }

    /// Namespace and name.
    package let title: String
    package let change: Change
    /// Keys that come, go, or get another version, sorted.
    package let gained: [String]
    package let lost: [String]
    package let changed: [String]
    /// Whether the template, the type or anything else of the Secret's form changes.
    package let changesForm: Bool
    package let clusters: ClusterSet

    /// The same change: clusters that see it alike are shown together.
    func isSame(as other: SecretEffect) -> Bool {
        title == other.title && change == other.change && gained == other.gained
            && lost == other.lost && changed == other.changed && changesForm == other.changesForm
    }
}
