/// A file of `deploy`, as the program carries it: what is installed needs no copy of this repository.
///
/// `scripts/manifests.sh` writes them.
struct Manifest: Hashable, Sendable {
    /// The path below `deploy`.
    let path: String
    /// The file without its last line end.
    let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }
}

extension Manifest {
    /// What an agent for a whole cluster needs, in the order to make it.
    static let agent = [
        crdsFleetclusters, crdsFleetgroups, crdsFleets, crdsFleetsecrets, crdsGitsources,
        baseNamespace, baseServiceaccount, baseOwnNamespace, baseConfiguration,
        clusterWideClusterrole, baseNetworkpolicy, baseService, baseDeployment,
    ]
    /// Roles for people.
    static let roles = [rolesPlatform, rolesTenant, rolesViewer]
    /// The right to restart workloads.
    static let restart = [restartClusterrole]
}
