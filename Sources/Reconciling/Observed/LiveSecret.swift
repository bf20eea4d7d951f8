/// A Secret that exists, as far as its metadata tells, and more where it was read.
package struct LiveSecret: Hashable, Sendable {
    package var version: SecretVersion
    package var ownership: Ownership
    package var contents: Contents
    /// Absent where the target has none.
    package var labels: [String: String]?
    /// Absent where the target has none; without those that are ours.
    package var annotations: [String: String]?
    package var owners: [OwnerReference]
    /// Known once the Secret was read.
    package var type: String?
    /// Known once the Secret was read.
    package var immutable: Bool?
    package var isTerminating: Bool
    /// What `SecretMarks.breakGlass` says, word for word.
    package var breakGlass: String?
    /// Labels that we have written for a template, and nobody else has.
    package var templateLabels: [String] = []
    /// Annotations that we have written for a template, and nobody else has.
    package var templateAnnotations: [String] = []
    /// When our last write was, as the target notes it: another write in our name shows by it.
    package var writtenAt: String?

    package init(
        version: SecretVersion,
        ownership: Ownership,
        contents: Contents,
        labels: [String: String]? = nil,
        annotations: [String: String]? = nil,
        owners: [OwnerReference] = [],
        type: String? = nil,
        immutable: Bool? = nil,
        isTerminating: Bool = false,
        breakGlass: String? = nil,
        writtenAt: String? = nil
    ) {
        self.version = version
        self.ownership = ownership
        self.contents = contents
        self.labels = labels
        self.annotations = annotations
        self.owners = owners
        self.type = type
        self.immutable = immutable
        self.isTerminating = isTerminating
        self.breakGlass = breakGlass
        self.writtenAt = writtenAt
    }

    /// Whether it is a later state of the same object.
    func isNewer(than other: LiveSecret) -> Bool {
        // Versions are opaque, but those of one object that are numbers grow.
        guard version.uid == other.version.uid, let own = UInt64(version.resourceVersion),
            let others = UInt64(other.version.resourceVersion)
        else { return false }
        return own > others
    }

    package var marks: SecretMarks? {
        if case .ours(let marks) = ownership { marks } else { nil }
    }
}
