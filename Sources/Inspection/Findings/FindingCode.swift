/// Every kind of finding; docs/checks.md explains each.
///
/// The texts are part of what scripts depend on: one that was published is not changed or reused.
package enum FindingCode: String, CaseIterable, Sendable {
    // Files
    case fileUnreadable = "file-unreadable"
    case fileMisplaced = "file-misplaced"
    case mergeConflict = "merge-conflict"
    case yamlInvalid = "yaml-invalid"
    case schemaInvalid = "schema-invalid"
    case valueNotSealed = "value-not-sealed"
    case secretTwice = "secret-twice"
    case partWithoutDocument = "part-without-document"
    case partConflicts = "part-conflicts"
    case nameTaken = "name-taken"
    case documentLarge = "document-large"
    case renderedDiffers = "rendered-differs"
    // Trust
    case signatureInvalid = "signature-invalid"
    case signerUnknown = "signer-unknown"
    case epochRolledBack = "epoch-rolled-back"
    case keyNotEndorsed = "key-not-endorsed"
    case keyRevoked = "key-revoked"
    // Members and lines
    case groupUnknown = "group-unknown"
    case groupsDiffer = "groups-differ"
    case selectorMatchesNothing = "selector-matches-nothing"
    case operatorOpensUnknownGroup = "operator-opens-unknown-group"
    case clusterWithoutKey = "cluster-without-key"
    case groupWithoutKey = "group-without-key"
    case lineMissing = "line-missing"
    case lineLeftOver = "line-left-over"
    case rekeyDue = "rekey-due"
    // Layers
    case layerGroupUnknown = "layer-group-unknown"
    case layerEmpty = "layer-empty"
    case layerNeverWins = "layer-never-wins"
    case valueNeverWins = "value-never-wins"
    case removeWithoutEffect = "remove-without-effect"
    case layersAmbiguous = "layers-ambiguous"
    // Documents
    case documentReachesNobody = "document-reaches-nobody"
    case keyMissing = "key-missing"
    case templateKeyMissing = "template-key-missing"
    case templateLabelMissing = "template-label-missing"
    case optionalKeyUnknown = "optional-key-unknown"
    case omitKeyUnknown = "omit-key-unknown"
    // Values
    case valueKeyUnknown = "value-key-unknown"
    case valueKeyRetired = "value-key-retired"
    case valueKeyRevoked = "value-key-revoked"
    case valueCopied = "value-copied"
    // Rules
    case ruleForbids = "rule-forbids"
    case ruleRequires = "rule-requires"
    // Plaintext
    case plaintextManifest = "plaintext-secret-manifest"
    case plaintextPrivateKey = "plaintext-private-key"
    case plaintextAgeKey = "plaintext-age-key"
    case plaintextFleetsealKey = "plaintext-fleetseal-key"
    case plaintextEnvFile = "plaintext-env-file"
    case allowanceLeftOver = "allowance-left-over"
    case allowanceInvalid = "allowance-invalid"
    // With --base
    case baseFleetChanged = "base-fleet-changed"
    case baseDocumentGone = "base-document-gone"
    case baseEpochLower = "base-epoch-lower"
    case baseEpochReused = "base-epoch-reused"
    case baseRevokedShrunk = "base-revoked-shrunk"
    case baseOperatorBack = "base-operator-back"
    case baseTombstoneUndone = "base-tombstone-undone"
    case baseKeyLost = "base-key-lost"
    case baseKeyByOld = "base-key-by-old"
    case baseKeyStateBack = "base-key-state-back"
    case basePublicationLower = "base-publication-lower"
    case baseLineLost = "base-line-lost"
    case baseValueMoved = "base-value-moved"
    // With an identity
    case valueDamaged = "value-damaged"
    case valueBoundElsewhere = "value-bound-elsewhere"
    case lineDamaged = "line-damaged"

    /// Whether it fails a check.
    package enum Severity: String, Sendable {
        /// It breaks something, or somebody may be attacking: it fails the check.
        case error
        /// It is probably not meant: it fails a strict check only.
        case warning
    }

    package var severity: Severity {
        switch self {
        case .documentLarge, .selectorMatchesNothing, .operatorOpensUnknownGroup,
            .clusterWithoutKey, .layerEmpty, .layerNeverWins, .valueNeverWins,
            .removeWithoutEffect, .layersAmbiguous, .documentReachesNobody, .optionalKeyUnknown,
            .omitKeyUnknown, .valueKeyRetired, .allowanceLeftOver:
            .warning
        default: .error
        }
    }

    /// Whether it is about plaintext, which may be meant to be there.
    package var isPlaintext: Bool {
        switch self {
        case .plaintextManifest, .plaintextPrivateKey, .plaintextAgeKey, .plaintextFleetsealKey,
            .plaintextEnvFile:
            true
        default: false
        }
    }
}
