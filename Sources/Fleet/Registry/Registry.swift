package import Documents
internal import Files
internal import Sealing
internal import YAML

/// A cluster and its group of one, as they stand in one file.
package struct ClusterEntry: Sendable {
    package let cluster: Vouched<ClusterDocument>
    package let own: Vouched<GroupDocument>

    package var isRemoved: Bool { cluster.removed != nil }
}

/// The registry: who is in the fleet and which keys are whose.
///
/// Gives out only what is vouched for.
///
/// It reads what is asked for, once: a command that seals to two groups opens two files, however
/// large the fleet is.
package final class Registry {
    package let trust: Trust
    package let tree: WorkTree
    private var groups: [String: Vouched<GroupDocument>] = [:]
    private var clusters: [String: ClusterEntry] = [:]
    private var hasAllClusters = false
    private var hasAllGroups = false

    package init(_ tree: WorkTree, trust: Trust) {
        self.tree = tree
        self.trust = trust
    }

    package var fleet: FleetDocument { trust.fleet.document }

    /// The registry as this run has changed it so far.
    ///
    /// The Fleet's new operators count: one of those before has signed it, who was trusted.
    package func changed() throws -> Registry {
        guard tree.signedEpochs["fleet"] != nil else { return Registry(tree, trust: trust) }
        let pin = Pin(of: fleet, epochs: trust.epochs)
        return Registry(tree, trust: try Trust(Self.unverifiedFleet(tree), anchor: .pin(pin)))
    }

    /// Reads fleetseal.yaml without believing it.
    package static func unverifiedFleet(_ tree: WorkTree) throws -> FleetDocument {
        guard let bytes = try tree.read(FleetDocument.path) else {
            throw FleetError(
                "read fleetseal.yaml: there is none",
                hint: "start a fleet: fleetseal init"
            )
        }
        let fleet = try DocumentFile.fleet(bytes)
        tree.remember(FleetDocument.path, fleet.spec.file)
        return fleet
    }

    /// The cluster of this name; tombstones are errors.
    package func cluster(_ name: String) throws -> ClusterEntry {
        guard let entry = try clusterIfAny(name) else {
            throw FleetError(
                "find cluster \(name.escapedForMessage): the fleet has none of this name",
                hint: try nearest(to: name, among: clusterNames())
                    ?? "fleetseal cluster list shows them"
            )
        }
        if let day = entry.cluster.removed {
            throw FleetError(
                "find cluster \(name): it was taken out of the fleet on \(day)",
                hint: "names are not reused; a new cluster needs a new name"
            )
        }
        return entry
    }

    /// The cluster of this name or its tombstone, if there is one.
    package func clusterIfAny(_ name: String) throws -> ClusterEntry? {
        if let entry = clusters[name] { return entry }
        guard Names.isLabel(name) else { return nil }
        let path = Place.cluster(name).path()
        guard let bytes = try tree.read(path) else { return nil }
        let entry = try Self.entry(bytes, path, trust)
        keep(entry)
        return entry
    }

    /// The group of this name, be it a group of one; tombstones are errors.
    package func group(_ name: String) throws -> Vouched<GroupDocument> {
        guard let group = try groupIfAny(name) else {
            throw FleetError(
                "find group \(name.escapedForMessage): the fleet has none of this name",
                hint: try nearest(to: name, among: groupNames() + clusterNames())
                    ?? "fleetseal group list shows them"
            )
        }
        if let day = group.removed {
            throw FleetError(
                "find group \(name): it was taken out of the fleet on \(day)",
                hint: "names are not reused"
            )
        }
        return group
    }

    package func groupIfAny(_ name: String) throws -> Vouched<GroupDocument>? {
        if let group = groups[name] { return group }
        guard Names.isLabel(name) else { return nil }
        let path = Place.group(name).path()
        guard let bytes = try tree.read(path) else { return try clusterIfAny(name)?.own }
        if try tree.exists(Place.cluster(name).path()) {
            throw FleetError(
                "find group \(name): a cluster and a group have this name",
                hint: "clusters and groups share one name space: one of the two files must go",
                path: path
            )
        }
        let group = try trust.vouch(DocumentFile.group(bytes, at: path))
        keep(group)
        return group
    }

    /// Names of all clusters, tombstones included, from the names of the files alone.
    package func clusterNames() throws -> [String] { try names(in: Place.clusters) }

    /// Names of all groups but those of one, tombstones included.
    package func groupNames() throws -> [String] { try names(in: Place.groups) }

    /// Every cluster, tombstones included, by name; read and verified on all cores.
    package func allClusters() throws -> [ClusterEntry] {
        if !hasAllClusters {
            let trust = trust
            try loadAll(clusterNames().filter { clusters[$0] == nil }, Place.cluster) {
                bytes,
                path in
                try Self.entry(bytes, path, trust)
            } keep: {
                keep($0)
            }
            hasAllClusters = true
        }
        return try clusterNames().compactMap { clusters[$0] }
    }

    /// Every group but those of one, tombstones included, by name.
    package func allGroups() throws -> [Vouched<GroupDocument>] {
        if !hasAllGroups {
            let trust = trust
            try loadAll(groupNames().filter { groups[$0] == nil }, Place.group) { bytes, path in
                try trust.vouch(DocumentFile.group(bytes, at: path))
            } keep: {
                keep($0)
            }
            hasAllGroups = true
        }
        return try groupNames().compactMap { groups[$0] }
    }

    /// The epochs of everything that was read, for the pin.
    package var epochsSeen: [String: Int] {
        var epochs = ["fleet": fleet.epoch]
        for group in groups.values { epochs[group.document.registryName] = group.epoch }
        for entry in clusters.values {
            epochs[entry.cluster.document.registryName] = entry.cluster.epoch
            epochs[entry.own.document.registryName] = entry.own.epoch
        }
        return epochs
    }

    private func names(in folder: String) throws -> [String] {
        // Whoever puts a document there believes that it counts.
        if let stray = try tree.yamlFiles(in: "keys", beside: true).first {
            throw FleetError(
                "read the registry: no document belongs here",
                hint:
                    "clusters are in keys/clusters, groups in keys/groups; move this file or remove it",
                path: stray
            )
        }
        // By scalars: a name that starts with a combining mark is still another name.
        return try tree.yamlFiles(in: folder).map { path in
            String(path.unicodeScalars.dropFirst(folder.unicodeScalars.count + 1).dropLast(5))
        }
    }

    private func loadAll<Entry: Sendable>(
        _ names: [String],
        _ place: (String) -> Place,
        _ parse: @escaping @Sendable ([UInt8], String) throws -> Entry,
        keep: (Entry) -> Void
    ) throws {
        let paths = names.map { place($0).path() }
        let read = tree.snapshot()
        let entries = Workers.map(paths) { path in
            Result { try parse(read(path), path) }
        }
        for entry in entries { keep(try entry.get()) }
    }

    private func keep(_ entry: ClusterEntry) {
        clusters[entry.cluster.name] = entry
        tree.remember(entry.cluster.path, entry.cluster.spec.file)
    }

    private func keep(_ group: Vouched<GroupDocument>) {
        groups[group.name] = group
        tree.remember(group.path, group.spec.file)
    }

    private static func entry(_ bytes: [UInt8], _ path: String, _ trust: Trust) throws
        -> ClusterEntry
    {
        let (cluster, own) = try DocumentFile.cluster(bytes, at: path)
        return ClusterEntry(cluster: try trust.vouch(cluster), own: try trust.vouch(own))
    }

    private func nearest(to name: String, among names: [String]) -> String? {
        names.first { $0.hasPrefix(name) || name.hasPrefix($0) }.map { "did you mean \($0)?" }
    }
}
