internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing
internal import YAML

extension Problem {
    /// What an error of the lower modules means to a cluster.
    init(of error: any Error, otherwise reason: Reason = .invalidDocument) {
        switch error {
        case let error as Problem: self = error
        case let error as DocumentError: self.init(.invalidDocument, error.description)
        case let error as TrustError: self.init(Self.reason(of: error), error.description)
        case let error as OpeningError: self.init(opening: error)
        case let error as KeyringError:
            self.init(Self.reason(of: error.reason), "\(error.path): \(error)")
        case let error as FileError: self.init(.sourceUnknown, error.description)
        case let error as FleetError: self.init(reason, error.description)
        default: self.init(reason, "\(error)")
        }
    }

    /// What an error means that came while a document's values were opened.
    init(ofOpening error: any Error) {
        switch error {
        case let error as DocumentError where error.message.hasPrefix("render spec.template"):
            let isLarge = error.message.hasSuffix("more than 1 MiB")
            self.init(isLarge ? .tooLarge : .templateFailed, error.description)
        case let error as FleetError: self.init(.tooLarge, error.description)
        default: self.init(of: error)
        }
    }

    private init(opening error: OpeningError) {
        let place = "\(error.path):\(error.position.line):\(error.position.column)"
        if case .boundElsewhere = error.failure {
            // Where it belongs is for people with the repository to find out.
            let what = "open \(error.title) key \(error.key) of layer \(error.group)"
            self.init(.boundElsewhere, "\(place): \(what): it was made for another place")
        } else {
            self.init(Self.reason(of: error.failure), "\(place): \(error)")
        }
    }

    private static func reason(of error: TrustError) -> Reason {
        if case .rolledBack = error { .registryRolledBack } else { .registryUnsigned }
    }

    private static func reason(of failure: OpenFailure) -> Reason {
        switch failure {
        case .keyNotHere: .keyNotHere
        case .notAuthentic: .notAuthentic
        case .boundElsewhere: .boundElsewhere
        case .notAValue: .notAValue
        }
    }

    private static func reason(of reason: KeyringError.Reason) -> Reason {
        switch reason {
        case .unknownKey, .revoked: .keyNotHere
        case .notSealedToIdentity, .lineDoesNotOpen: .groupUnknown
        }
    }
}
