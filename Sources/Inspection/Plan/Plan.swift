/// What merging a change does, in the order in which a reviewer should read it.
package struct Plan: Sendable {
    /// What nobody vouches for, what goes back, what cannot be read.
    package var alarms: [PlanStatement] = []
    /// Who can open what, and who decides it.
    package var registry: [PlanStatement] = []
    /// Clusters that get nothing of a Secret that is for them.
    package var outages: [PlanStatement] = []
    /// What secrets look like, where they go and which layer wins.
    package var shape: [PlanStatement] = []
    package var values: [ValueChange] = []
    package var effects: [SecretEffect] = []
    /// Files that fleetseal does not read.
    package var others: [PlanStatement] = []
    /// Names of all clusters, by the places that effects use; those that were taken out among them.
    package var clusters: [String] = []
    /// How many clusters there are before or after the change, without those that were taken out.
    package var clusterCount = 0
    /// The groups of the new side, for naming sets of clusters.
    package var groups: [String: ClusterSet] = [:]
    package var changedFiles = 0

    /// Every statement, those to be read first in front.
    package var statements: [PlanStatement] { alarms + registry + outages + shape + others }

    /// How many clusters see any difference.
    package var affectedClusters: Int {
        effects.reduce(into: ClusterSet(of: clusters.count)) { $0.formUnion($1.clusters) }.count
    }

    /// How much of it a reviewer must not overlook.
    package var dangers: Int {
        statements.filter(\.isDangerous).count + values.filter { $0.danger != nil }.count
    }

    package var isEmpty: Bool {
        statements.isEmpty && values.isEmpty && effects.isEmpty
    }
}
