internal import Kubernetes

extension Resource {
    static let fleetSecrets = fleetseal("FleetSecret", "fleetsecrets", isNamespaced: true)
    static let fleets = fleetseal("Fleet", "fleets")
    static let fleetGroups = fleetseal("FleetGroup", "fleetgroups")
    static let fleetClusters = fleetseal("FleetCluster", "fleetclusters")
    static let gitSources = fleetseal("GitSource", "gitsources")

    private static func fleetseal(
        _ kind: String,
        _ plural: String,
        isNamespaced: Bool = false
    ) -> Resource {
        Resource(
            group: "fleetseal.dev",
            version: "v1alpha1",
            kind: kind,
            plural: plural,
            isNamespaced: isNamespaced
        )
    }
}
