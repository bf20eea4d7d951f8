package import Documents
internal import Files
internal import Sealing
internal import YAML

/// Everything of a fleet that can be read, and what keeps the rest from being read or believed.
///
/// Where `Registry` and `SecretStore` stop at the first mistake, so that nothing is done on wrong
/// grounds, a survey goes on: it is for reports alone.
package struct Survey: Sendable {
    /// The fleet, and whom its documents were judged by; absent where fleetseal.yaml is unreadable.
    package let review: TrustReview?
    /// Clusters with their groups of one, by name, tombstones included, believed or not.
    package let clusters: [SurveyedCluster]
    /// Groups but those of one, by name, tombstones included, believed or not; none that has the name
    /// of a cluster.
    package let groups: [GroupDocument]
    /// By path; a Secret that two files are is there twice.
    package let secrets: [SecretEntry]
    /// By path, then place.
    package let faults: [SurveyFault]
    /// Clusters and groups that have a file which says nothing: whether they are there and whom
    /// they are for is open.
    package let unreadable: Set<String>
    /// Secrets one of whose files says nothing, as `payments/db`: who gets what of them is open.
    package let unreadableSecrets: Set<String>

    package var fleet: FleetDocument? { review?.fleet }

    /// Reads a whole fleet on all cores.
    ///
    /// `anchor` is asked once, by the Fleet that was found. `noting` sees the bytes of every file
    /// that is read, on the thread that reads it, so that nobody has to read it again.
    package static func read<Note: Sendable>(
        _ tree: WorkTree,
        anchor: (FleetDocument) throws -> TrustAnchor,
        noting: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) -> [Note]
    ) throws -> (survey: Survey, notes: [Note]) {
        var faults: [SurveyFault] = []
        var notes: [Note] = []
        let review = try Self.review(tree, anchor, noting, &faults, &notes)
        let files = try SurveyFiles(tree)
        faults += files.faults
        let read = tree.snapshot()
        let results = Workers.map(files.places) { path, place in
            SurveyResult(path, place, review, read, noting)
        }
        for result in results {
            faults += result.faults
            notes += result.notes
        }
        var secrets = SurveyedSecrets(results)
        faults += secrets.group()
        let survey = Survey(results, review, secrets.entries, faults)
        return (survey, notes)
    }

    private init(
        _ results: [SurveyResult<some Sendable>],
        _ review: TrustReview?,
        _ secrets: [SecretEntry],
        _ faults: [SurveyFault]
    ) {
        self.review = review
        self.secrets = secrets
        clusters = results.compactMap {
            if case .cluster(let found) = $0.content { found } else { nil }
        }
        let groups = results.compactMap {
            if case .group(let found) = $0.content { found } else { nil }
        }
        let names = Set(clusters.map(\.name))
        // The name is the cluster's then, so that one fault does not show as many.
        self.groups = groups.filter { !names.contains($0.name) }
        let taken = groups.filter { names.contains($0.name) }.map {
            SurveyFault($0.path, nil, .nameTaken($0.name))
        }
        var unreadable: Set<String> = []
        var unreadableSecrets: Set<String> = []
        for result in results {
            guard case .nothing = result.content else { continue }
            switch result.place {
            case .cluster(let name), .group(let name): unreadable.insert(name)
            case .secret(let namespace, let name), .part(let namespace, let name, _):
                unreadableSecrets.insert("\(namespace)/\(name)")
            case .fleet: break
            }
        }
        for fault in faults {
            guard case .part = fault.reason,
                case .part(let namespace, let name, _)? = try? Place(path: fault.path)
            else { continue }
            unreadableSecrets.insert("\(namespace)/\(name)")
        }
        self.unreadableSecrets = unreadableSecrets
        self.unreadable = unreadable
        self.faults = (faults + taken).sorted { left, right in
            left.path.utf8.elementsEqual(right.path.utf8)
                ? (left.position?.offset ?? 0) < (right.position?.offset ?? 0)
                : left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
        }
    }

    private static func review<Note>(
        _ tree: WorkTree,
        _ anchor: (FleetDocument) throws -> TrustAnchor,
        _ noting: (String, [UInt8]) -> [Note],
        _ faults: inout [SurveyFault],
        _ notes: inout [Note]
    ) throws -> TrustReview? {
        let path = FleetDocument.path
        let fleet: FleetDocument
        do {
            guard let bytes = try tree.read(path) else {
                faults.append(
                    SurveyFault(
                        path,
                        DocumentError(path, nil, "read file: there is none", kind: .place)
                    )
                )
                return nil
            }
            notes += noting(path, bytes)
            fleet = try DocumentFile.fleet(bytes)
        } catch {
            faults.append(SurveyFault(path, error))
            return nil
        }
        let review = try TrustReview(fleet, anchor: anchor(fleet))
        if let fault = review.fleetFault {
            faults.append(SurveyFault(path, fault.position(in: fleet.spec), .trust(fault)))
        }
        return review
    }
}

/// A cluster and its group of one as they stand in one file, believed or not.
package struct SurveyedCluster: Sendable {
    package let cluster: ClusterDocument
    package let own: GroupDocument

    package var name: String { cluster.name }
    package var isRemoved: Bool { cluster.removed != nil }
}
