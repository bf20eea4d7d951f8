/// Every reason that a condition, an event or an audit line can have.
package enum Reason: String, CaseIterable, Sendable {
    // All is well.
    case applied = "Applied"
    case notForThisCluster = "NotForThisCluster"
    case drifted = "Drifted"
    case notLookedAt = "NotLookedAt"

    // It is being worked on, or waits for something that comes by itself.
    case progressing = "Progressing"
    case suspended = "Suspended"
    case breakGlass = "BreakGlass"
    case namespaceMissing = "NamespaceMissing"
    case namespaceTerminating = "NamespaceTerminating"
    case secretTerminating = "SecretTerminating"
    case groupUnknown = "GroupUnknown"
    case clusterUnknown = "ClusterUnknown"
    case sourceUnknown = "SourceUnknown"
    case conflict = "Conflict"
    case throttled = "Throttled"
    case unavailable = "Unavailable"
    case timedOut = "TimedOut"
    case publicationNotPushed = "PublicationNotPushed"

    // A person has to do something.
    case invalidDocument = "InvalidDocument"
    case keyNotHere = "KeyNotHere"
    case notAuthentic = "NotAuthentic"
    case boundElsewhere = "BoundElsewhere"
    case notAValue = "NotAValue"
    case templateFailed = "TemplateFailed"
    case tooLarge = "TooLarge"
    case registryUnsigned = "RegistryUnsigned"
    case registryRolledBack = "RegistryRolledBack"
    case ruleViolated = "RuleViolated"
    case ownNamespace = "OwnNamespace"
    case namespaceNotAllowed = "NamespaceNotAllowed"
    case typeNotAllowed = "TypeNotAllowed"
    case markNotAllowed = "MarkNotAllowed"
    case notOwned = "NotOwned"
    case claimedTwice = "ClaimedTwice"
    case pruneBlocked = "PruneBlocked"
    case forbidden = "Forbidden"
    case rejected = "Rejected"
    case targetFailed = "TargetFailed"
    case restartFailed = "RestartFailed"
    case breakGlassRefused = "BreakGlassRefused"

    /// What a reason asks of those who read it.
    package enum Standing: Sendable {
        /// Nothing.
        case fine
        /// To wait: the agent goes on by itself.
        case waiting
        /// To do something: nothing changes until somebody does.
        case needsPerson
    }

    package var standing: Standing {
        switch self {
        case .applied, .notForThisCluster, .drifted, .notLookedAt: .fine
        case .progressing, .suspended, .breakGlass, .namespaceMissing, .namespaceTerminating,
            .secretTerminating, .groupUnknown, .clusterUnknown, .sourceUnknown, .conflict,
            .throttled, .unavailable, .timedOut, .publicationNotPushed:
            .waiting
        case .invalidDocument, .keyNotHere, .notAuthentic, .boundElsewhere, .notAValue,
            .templateFailed, .tooLarge, .registryUnsigned, .registryRolledBack, .ruleViolated,
            .ownNamespace, .namespaceNotAllowed, .typeNotAllowed, .markNotAllowed, .notOwned,
            .claimedTwice, .pruneBlocked, .forbidden, .rejected, .targetFailed, .restartFailed,
            .breakGlassRefused:
            .needsPerson
        }
    }
}
