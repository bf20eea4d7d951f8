internal import Documents
internal import Fleet

/// A cluster and its group of one, as its file holds them.
struct ClusterFile: Sendable {
    let cluster: ClusterDocument
    let own: GroupDocument

    static func pair(_ path: String, _ base: PlanSide, _ tip: PlanSide) -> Pair<ClusterFile> {
        Pair(path, base, tip) { (bytes) throws(DocumentError) in
            let (cluster, own) = try DocumentFile.cluster(bytes, at: path)
            return ClusterFile(cluster: cluster, own: own)
        }
    }
}

/// A group's file, or the file of the cluster whose own group it is.
enum GroupFile {
    static func pair(_ path: String, _ base: PlanSide, _ tip: PlanSide) -> Pair<GroupDocument> {
        Pair(path, base, tip) { (bytes) throws(DocumentError) in
            try DocumentFile.group(bytes, at: path)
        }
    }

    /// The group of this name, be it a group of one, as a side has it.
    static func reading(_ name: String, _ side: PlanSide) -> Reading<GroupDocument> {
        let path = Place.group(name).path()
        if side.has(path) {
            return Reading(side, path) { (bytes) throws(DocumentError) in
                try DocumentFile.group(bytes, at: path)
            }
        }
        let other = Place.cluster(name).path()
        return Reading(side, other) { (bytes) throws(DocumentError) in
            try DocumentFile.cluster(bytes, at: other).own
        }
    }
}

/// Names that paths end in.
enum PathName {
    /// `us-east-1` of `keys/clusters/us-east-1.yaml`.
    static func stem(_ path: String) -> String {
        String((path.split(separator: "/").last ?? "").dropLast(5))
    }
}
