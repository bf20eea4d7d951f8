import Sealing

extension KeyError {
    /// The word that the vectors have for it.
    var word: String {
        switch reason {
        case .prefix: "prefix"
        case .suite(let name): "suite \(name)"
        case .isPrivate: "is private"
        case .isPublic: "is public"
        case .length: "length"
        case .base32: "base32"
        case .checksum: "checksum"
        case .notCanonical(let half): "not canonical \(half.rawValue)"
        case .lowOrder(let half): "low order \(half.rawValue)"
        }
    }
}

extension ValueTextError {
    /// The word that the vectors have for it.
    var word: String {
        switch self {
        case .suite(let name): "suite \(name)"
        case .structure: "structure"
        case .keyID: "key id"
        case .valueID: "value id"
        case .base64: "base64"
        case .length: "length"
        case .kind: "kind"
        case .padding: "padding"
        case .foreignKey: "foreign key"
        }
    }
}

extension OpenFailure {
    /// The words that the vectors have for it.
    var word: String {
        switch self {
        case .keyNotHere: "key not here"
        case .notAuthentic: "not authentic"
        case .boundElsewhere: "bound elsewhere"
        case .notAValue(let reason): "not a value: \(reason.word)"
        }
    }
}

extension IdentityFileError {
    /// The words that the vectors have for it.
    var word: String {
        switch self {
        case .tooLong: "too long"
        case .empty: "empty"
        case .surplusLine: "surplus line"
        case .key: "key"
        case .header: "header"
        case .cost: "cost"
        case .box: "box"
        case .passphraseNeeded: "passphrase needed"
        case .passphraseEmpty: "passphrase empty"
        case .notAuthentic: "not authentic"
        case .outOfMemory: "out of memory"
        }
    }
}
