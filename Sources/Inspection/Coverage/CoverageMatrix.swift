internal import Documents
internal import Files
package import Fleet

/// Secrets and their keys against clusters or groups: who gets what from which layer, and the gaps.
package struct CoverageMatrix: Sendable {
    /// What the columns are.
    package enum Axis: String, CaseIterable, Sendable {
        case cluster, group
    }

    /// One cluster, or the clusters of one group.
    package struct Column: Sendable {
        package let name: String
        package let clusters: ClusterSet
    }

    /// What the clusters of a column get of one key.
    package struct Cell: Sendable {
        /// How it stands, the worst that is true of any cluster of the column last.
        package enum State: String, Sendable {
            /// The secret is for no cluster of the column.
            case none
            /// Every cluster that the secret is for gets the key.
            case given
            /// Some do not, since a layer takes it away.
            case removed
            /// Some do not, which the document allows.
            case optional
            /// Some do not, and nothing says why.
            case gap
            /// Some get nothing of the secret at all.
            case blocked
        }

        package let state: State
        /// How many clusters of the column the secret is for.
        package let clusters: Int
        /// How many of them get the key.
        package let given: Int
        /// The groups of the layers that give it, in order; nothing for a template.
        package let layers: [String?]
        /// Those of `clusters` that neither get it nor had it taken away.
        package let lacking: ClusterSet
    }

    package let axis: Axis
    package let columns: [Column]
    /// By path of the document.
    package let secrets: [SecretCoverage]
    package let census: Census
    private let ownGroups: Set<String>

    /// A matrix of a census' clusters: one column each, or one for each group that has any of them.
    package init(_ census: Census, by axis: Axis, _ entries: [SecretEntry], onlyGaps: Bool) {
        self.census = census
        self.axis = axis
        ownGroups = Set(census.clusters.map(\.name))
        switch axis {
        case .cluster:
            columns = census.clusters.indices.map { index in
                var one = census.none
                one.insert(index)
                return Column(name: census.clusters[index].name, clusters: one)
            }
        case .group:
            columns = census.groups.map { Column(name: $0, clusters: census.members(of: $0)) }
        }
        secrets = Workers.map(entries) { entry -> SecretCoverage? in
            let coverage = SecretCoverage(entry, census)
            return coverage.shown(onlyGaps: onlyGaps)
        }.compactMap { $0 }
    }

    /// Whether a layer for this group is one cluster's own.
    package func isOwn(_ group: String) -> Bool { ownGroups.contains(group) }

    /// How many rows it has: a key of a secret each.
    package var rows: Int { secrets.reduce(0) { $0 + $1.keys.count } }
    package var cells: Int { rows * columns.count }
    /// How many keys some cluster lacks without a word about it.
    package var gaps: Int {
        secrets.reduce(0) { count, secret in
            count + secret.keys.count { secret.gaps($0) != nil }
        }
    }

    package func cell(_ secret: SecretCoverage, _ key: SecretCoverage.Key, _ column: Column) -> Cell
    {
        let clusters = secret.addressed.overlap(column.clusters)
        let given = key.given.overlap(column.clusters)
        let lacking = secret.lacking(key).intersection(column.clusters)
        let state: Cell.State
        if clusters == 0 {
            state = .none
        } else if given == clusters {
            state = .given
        } else if key.blocked.overlap(column.clusters) > 0 {
            state = .blocked
        } else if lacking.isEmpty {
            state = .removed
        } else {
            state = key.isOptional ? .optional : .gap
        }
        let layers = key.givers.filter { $0.clusters.overlap(column.clusters) > 0 }.map(\.group)
        return Cell(
            state: state,
            clusters: clusters,
            given: given,
            layers: layers,
            lacking: lacking
        )
    }
}

extension SecretCoverage {
    /// The rows of a matrix that it makes; nothing if the secret is for none of the clusters.
    fileprivate func shown(onlyGaps: Bool) -> SecretCoverage? {
        guard !addressed.isEmpty else { return nil }
        guard onlyGaps else { return self }
        let keys = keys.filter { gaps($0) != nil }
        return keys.isEmpty ? nil : keeping(keys)
    }
}
