internal import Documents
package import Sealing

/// Why the registry, or a part of it, is not believed.
package enum TrustError: Error, Equatable, Sendable {
    /// Nothing is pinned for this fleet yet.
    case notPinned(fleet: String, operators: [String])
    /// A pin's file is not what fleetseal writes.
    case damagedPin(path: String, line: Int)
    /// The pin is for another fleet than the repository's.
    case otherFleet(pinned: String, found: String)
    /// The name that a signature gives is not an operator whose key is trusted.
    case unknownOperator(String, document: String, path: String, line: Int)
    /// The signature does not match: the document was changed after it was signed, or by somebody else.
    case wrongSignature(of: String, document: String, path: String, line: Int)
    /// A lower epoch than this computer has seen.
    case rolledBack(document: String, epoch: Int, seen: Int, path: String, line: Int)
    /// A cluster's key that neither an operator nor an earlier key of the cluster vouches for.
    case keyNotEndorsed(KeyID, cluster: String, path: String, line: Int)
    /// A key that the fleet lists as revoked.
    case revokedKey(KeyID, document: String, path: String, line: Int)
    /// None of the fingerprints that were given belongs to an operator of the fleet.
    case noSuchFingerprint(given: [String])

    /// What to do next.
    package var remedy: String {
        switch self {
        case .notPinned:
            "compare the fingerprints with your operators, then: fleetseal trust add (in CI: FLEETSEAL_TRUST or --trust with a fingerprint)"
        case .damagedPin:
            "move the file away and pin the fleet again: fleetseal trust add"
        case .otherFleet:
            "this repository is another fleet than the one that is trusted here, or was copied from it: ask its operators"
        case .unknownOperator, .noSuchFingerprint:
            "do not go on before you know who signed it; if the operators changed: compare fingerprints with them, then fleetseal trust add"
        case .wrongSignature:
            "find who changed it (git log), restore it, or have an operator check it and sign it again: fleetseal sign"
        case .rolledBack:
            "fetch and merge the newest version; somebody may be putting old keys or members back; if you threw the newer one away yourself: fleetseal trust add --rewind"
        case .keyNotEndorsed:
            "do not seal to it: take the key out, or an operator gives the cluster a key (fleetseal cluster replace-key)"
        case .revokedKey:
            "it must not be used again: an operator gives a new one (fleetseal group rekey, cluster replace-key)"
        }
    }

    package var path: String? {
        switch self {
        case .unknownOperator(_, _, let path, _), .wrongSignature(_, _, let path, _),
            .rolledBack(_, _, _, let path, _), .keyNotEndorsed(_, _, let path, _),
            .revokedKey(_, _, let path, _):
            path
        case .damagedPin, .notPinned, .otherFleet, .noSuchFingerprint: nil
        }
    }

    package var line: Int? {
        switch self {
        case .unknownOperator(_, _, _, let line), .wrongSignature(_, _, _, let line),
            .rolledBack(_, _, _, _, let line), .keyNotEndorsed(_, _, _, let line),
            .revokedKey(_, _, _, let line):
            line
        case .damagedPin, .notPinned, .otherFleet, .noSuchFingerprint: nil
        }
    }
}

extension TrustError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notPinned(let fleet, let operators):
            "trust fleet \(fleet): its operators are not pinned on this computer (\(operators.joined(separator: ", ")))"
        case .damagedPin(let path, let line):
            "read pin \(path): line \(line) is not what fleetseal writes"
        case .otherFleet(let pinned, let found):
            "trust fleet: the pin is for \(pinned), the repository is \(found)"
        case .unknownOperator(let name, let document, _, _):
            "verify \(document): signed by \(name), who is not an operator that this computer trusts"
        case .wrongSignature(let name, let document, _, _):
            "verify \(document): the signature of \(name) does not match what stands there"
        case .rolledBack(let document, let epoch, let seen, _, _):
            "verify \(document): RegistryRolledBack: it is at epoch \(epoch), this computer has seen \(seen)"
        case .keyNotEndorsed(let key, let cluster, _, _):
            "verify cluster/\(cluster): nobody vouches for its key \(key)"
        case .revokedKey(let key, let document, _, _):
            "verify \(document): its key \(key) is revoked"
        case .noSuchFingerprint(let given):
            "trust fleet: none of its operators has the fingerprint that was given (\(given.joined(separator: ", ")))"
        }
    }
}
