/// The metadata of a Secret, as a watch of metadata alone brings it.
package struct SecretMetadata: Sendable {
    package let name: SecretName
    package let version: SecretVersion
    /// Labels and annotations without `kubectl.kubernetes.io/last-applied-configuration`'s value,
    /// which has the contents in it: readers put an empty text there.
    package let labels: [String: String]
    package let annotations: [String: String]
    package let owners: [OwnerReference]
    package let managers: [FieldManager]
    /// When the entry of our manager was written last.
    package let appliedAt: String?
    package let isTerminating: Bool

    package init(
        name: SecretName,
        version: SecretVersion,
        labels: [String: String],
        annotations: [String: String],
        owners: [OwnerReference],
        managers: [FieldManager],
        appliedAt: String?,
        isTerminating: Bool
    ) {
        self.name = name
        self.version = version
        self.labels = labels
        self.annotations = annotations
        self.owners = owners
        self.managers = managers
        self.appliedAt = appliedAt
        self.isTerminating = isTerminating
    }
}

extension LiveSecret {
    /// A Secret whose metadata was seen, for an agent that applies as `manager`.
    package init(_ metadata: SecretMetadata, appliedBy manager: String) {
        let ownership = Ownership(
            of: metadata.name,
            labels: metadata.labels,
            annotations: metadata.annotations
        )
        let contents: Contents
        if case .ours(let marks) = ownership {
            contents = Contents(metadata.managers, appliedBy: manager, marks: marks)
        } else {
            contents = .suspect(by: Contents.writers(metadata.managers))
        }
        self.init(
            version: metadata.version,
            ownership: ownership,
            contents: contents,
            labels: Self.foreign(metadata.labels),
            annotations: Self.foreign(metadata.annotations),
            owners: metadata.owners,
            isTerminating: metadata.isTerminating,
            breakGlass: metadata.annotations[SecretMarks.breakGlass],
            appliedAt: metadata.appliedAt
        )
    }

    /// The same Secret, read: whose contents have this digest and these keys.
    package func read(
        _ digest: ContentDigest,
        keys: [String],
        type: String,
        immutable: Bool
    ) -> LiveSecret {
        var live = self
        let writers: [String] = if case .suspect(let by) = contents { by } else { [] }
        live.contents = .read(digest, keys: keys, by: writers)
        live.type = type
        live.immutable = immutable
        return live
    }

    private static func foreign(_ marks: [String: String]) -> [String: String] {
        marks.filter { !$0.key.hasPrefix("fleetseal.dev/") }
    }
}
