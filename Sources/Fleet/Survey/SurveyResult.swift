internal import Documents
internal import Sealing
internal import YAML

/// What one file turned out to be.
struct SurveyResult<Note: Sendable>: Sendable {
    enum Content: Sendable {
        case cluster(SurveyedCluster)
        case group(GroupDocument)
        case secret(SecretDocument)
        case nothing
    }

    let path: String
    let place: Place
    private(set) var content = Content.nothing
    private(set) var faults: [SurveyFault] = []
    private(set) var notes: [Note] = []

    init(
        _ path: String,
        _ place: Place,
        _ review: TrustReview?,
        _ read: (String) throws -> [UInt8],
        _ noting: (String, [UInt8]) -> [Note]
    ) {
        self.path = path
        self.place = place
        do {
            let bytes = try read(path)
            notes = noting(path, bytes)
            try parse(bytes, review)
        } catch {
            faults.append(SurveyFault(path, error))
        }
    }

    private mutating func parse(_ bytes: [UInt8], _ review: TrustReview?) throws {
        switch place {
        case .fleet: break
        case .cluster:
            let (cluster, own) = try DocumentFile.cluster(bytes, at: path)
            content = .cluster(SurveyedCluster(cluster: cluster, own: own))
            note(review?.fault(in: cluster), cluster.spec)
            note(review?.fault(in: own), own.spec)
        case .group:
            let group = try DocumentFile.group(bytes, at: path)
            content = .group(group)
            note(review?.fault(in: group), group.spec)
        case .secret, .part:
            content = .secret(try DocumentFile.secret(bytes, at: path))
        }
    }

    private mutating func note(_ error: TrustError?, _ spec: Node) {
        guard let error else { return }
        faults.append(SurveyFault(path, error.position(in: spec), .trust(error)))
    }
}

extension TrustError {
    /// Where in a document the reason stands.
    func position(in spec: Node) -> Position {
        let node: Node? =
            switch self {
            case .unknownOperator, .wrongSignature: spec["signature"]
            case .rolledBack: spec["epoch"]
            case .keyNotEndorsed(let id, _, _, _): Self.item(of: id, in: spec["keys"])
            case .revokedKey(let id, let document, _, _):
                Self.item(of: id, in: spec["keys"])
                    ?? spec["operators"]?.items.first {
                        "operator/\($0["name"]?.text ?? "")" == document
                    }
            case .notPinned, .damagedPin, .otherFleet, .noSuchFingerprint: nil
            }
        return (node ?? spec).position
    }

    private static func item(of id: KeyID, in keys: Node?) -> Node? {
        keys?.items.first { $0["id"]?.equals(id.text) ?? false }
    }
}
