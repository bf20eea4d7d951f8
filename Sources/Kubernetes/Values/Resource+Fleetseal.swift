extension Resource {
    package static let fleetSecrets = fleetseal("FleetSecret", "fleetsecrets", isNamespaced: true)
    package static let fleets = fleetseal("Fleet", "fleets")
    package static let fleetGroups = fleetseal("FleetGroup", "fleetgroups")
    package static let fleetClusters = fleetseal("FleetCluster", "fleetclusters")
    package static let gitSources = fleetseal("GitSource", "gitsources")

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
