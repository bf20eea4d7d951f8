/// Who is in which group and what the secrets are made of, given how many of each there are.
///
/// The same numbers give the same names, labels, groups and layers every time; only keys and sealed
/// values differ. With 200 groups a cluster is in about 20 of them.
struct FleetShape: Sendable {
    let clusters: Int
    let groups: Int
    let documents: Int
    let values: Int

    /// A group other than `fleet`: the clusters that have one value of one label.
    struct Group: Sendable {
        let name: String
        let label: String
        let value: String
    }

    /// Beside environment and region, so many labels group the clusters, each in its own way.
    private static let traits = 16
    private static let environments = ["production", "staging", "testing"]
    private static let regions = 20
    static let everyone = "fleet"

    /// All groups but `fleet`, sorted as they were thought of: environments, regions, traits.
    var selections: [Group] {
        var all = Self.environments.map { Group(name: $0, label: "env", value: $0) }
        all += (0..<Self.regions).map {
            Group(name: "region-\($0)", label: "region", value: "region-\($0)")
        }
        for number in 0..<max(groups - all.count - 1, 0) {
            let (trait, value) = (number % Self.traits, number / Self.traits)
            all.append(
                Group(name: "trait-\(trait)-\(value)", label: "trait-\(trait)", value: "v\(value)")
            )
        }
        return Array(all.prefix(max(groups - 1, 0)))
    }

    func cluster(_ index: Int) -> String { "cluster-\(index)" }

    func environment(of cluster: Int) -> String {
        Self.environments[cluster % Self.environments.count]
    }

    func region(of cluster: Int) -> String {
        "region-\(cluster / Self.environments.count % Self.regions)"
    }

    func labels(of cluster: Int) -> [(String, String)] {
        var labels = [("env", environment(of: cluster)), ("region", region(of: cluster))]
        let rest = max(groups - 1 - Self.environments.count - Self.regions, 0)
        for trait in 0..<min(Self.traits, rest) {
            let values = (rest - trait + Self.traits - 1) / Self.traits
            labels.append(("trait-\(trait)", "v\(Self.mixed(cluster, trait) % values)"))
        }
        return labels
    }

    /// Path of a secret, by namespace and name: 20 in each namespace.
    func title(of document: Int) -> (namespace: String, name: String) {
        ("team-\(document / 20)", "secret-\(document)")
    }

    /// The keys of a document's values by the group of their layer, broadest first: most for the
    /// fleet, one for an environment, one for a region and, in every fifth, one for a single cluster.
    func layers(of document: Int) -> [(group: String, keys: [String])] {
        let keys = (0..<values).map { "key-\($0)" }
        let cluster = document % max(clusters, 1)
        var narrow: [String] = []
        if values >= 3, groups > Self.environments.count + Self.regions {
            narrow = [environment(of: cluster), region(of: cluster)]
        }
        if values >= 4, clusters > 0, document % 5 == 0 { narrow.append(self.cluster(cluster)) }
        let broad = keys.dropLast(narrow.count)
        return [(Self.everyone, Array(broad))]
            + zip(narrow, keys.suffix(narrow.count)).map { ($0, [$1]) }
    }

    /// The keys that not every cluster gets, which the document says.
    func narrowKeys(of document: Int) -> [String] {
        layers(of: document).filter { $0.group != Self.everyone }.flatMap(\.keys)
    }

    private static func mixed(_ cluster: Int, _ trait: Int) -> Int {
        var state =
            UInt64(cluster) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(trait + 1) &* 0xBF58_476D_1CE4_E5B9
        state ^= state >> 31
        state &*= 0x94D0_49BB_1331_11EB
        return Int((state ^ state >> 29) >> 2)
    }
}
