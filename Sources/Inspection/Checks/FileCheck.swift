internal import Documents
internal import Files
internal import Fleet

/// Files that cannot be read, are not what belongs there, or are not believed.
struct FileCheck {
    let survey: Survey

    /// A manifest in plain text is not the document that belongs there either: that it is plain
    /// text is what matters.
    func findings(besides plaintext: [Finding]) -> [Finding] {
        let manifests = Set(plaintext.filter { $0.code == .plaintextManifest }.map(\.path))
        return survey.faults.filter { !manifests.contains($0.path) || !$0.isAboutContent }
            .map(Self.finding)
    }

    private static func finding(_ fault: SurveyFault) -> Finding {
        switch fault.reason {
        case .file(let error):
            return Finding(
                .fileUnreadable,
                fault.path,
                nil,
                error.description,
                hint: error.hint ?? "restore it from Git"
            )
        case .document(let error): return finding(error)
        case .trust(let error):
            return Finding(
                code(of: error),
                fault.path,
                fault.position,
                error.description,
                hint: error.remedy
            )
        case .nameTaken(let name):
            return Finding(
                .nameTaken,
                fault.path,
                nil,
                "a cluster and a group have the name \(name)",
                hint: "clusters and groups share one name space: one of the two files must go"
            )
        case .duplicate(let title, let other):
            return Finding(
                .secretTwice,
                fault.path,
                nil,
                "\(other.escapedForMessage) is \(title) as well",
                hint: "one Secret has one document: take one of them away"
            )
        case .orphan:
            return Finding(
                .partWithoutDocument,
                fault.path,
                nil,
                "read part: its document is not beside it",
                hint: "a part NAME@CLUSTER.yaml stands in the folder of NAME.yaml"
            )
        case .part(let error):
            return Finding(
                .partConflicts,
                error.path,
                error.position,
                error.message,
                hint: error.hint ?? "keep one of the two"
            )
        }
    }

    private static func finding(_ error: DocumentError) -> Finding {
        let code: FindingCode
        let hint: String
        switch error.kind {
        case .yaml: (code, hint) = (.yamlInvalid, "docs/format.md says which YAML is read")
        case .conflict: (code, hint) = (.mergeConflict, "keep one side at each marker")
        case .place: (code, hint) = (.fileMisplaced, "docs/format.md says where each kind stands")
        case .value: (code, hint) = (.valueNotSealed, "fleetseal set seals it")
        case .schema:
            (code, hint) = (.schemaInvalid, "docs/format.md gives the fields of each kind")
        }
        return Finding(code, error.path, error.position, error.message, hint: error.hint ?? hint)
    }

    private static func code(of error: TrustError) -> FindingCode {
        switch error {
        case .unknownOperator, .noSuchFingerprint, .notPinned, .otherFleet: .signerUnknown
        case .wrongSignature, .damagedPin: .signatureInvalid
        case .rolledBack: .epochRolledBack
        case .keyNotEndorsed: .keyNotEndorsed
        case .revokedKey: .keyRevoked
        }
    }
}

extension SurveyFault {
    /// Whether it is about what stands in the file.
    fileprivate var isAboutContent: Bool {
        if case .document = reason { true } else { false }
    }
}
