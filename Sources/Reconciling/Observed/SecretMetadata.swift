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
    /// When our manager's fields were written last.
    package let writtenAt: String?
    package let isTerminating: Bool

    package init(
        name: SecretName,
        version: SecretVersion,
        labels: [String: String],
        annotations: [String: String],
        owners: [OwnerReference],
        managers: [FieldManager],
        writtenAt: String?,
        isTerminating: Bool
    ) {
        self.name = name
        self.version = version
        self.labels = labels
        self.annotations = annotations
        self.owners = owners
        self.managers = managers
        self.writtenAt = writtenAt
        self.isTerminating = isTerminating
    }
}

extension LiveSecret {
    /// A Secret whose metadata was seen, for an agent that writes as `manager`.
    package init(_ metadata: SecretMetadata, writtenBy manager: String) {
        let ownership = Ownership(
            of: metadata.name,
            labels: metadata.labels,
            annotations: metadata.annotations
        )
        let contents: Contents
        if case .ours(let marks) = ownership {
            contents = Contents(metadata.managers, writtenBy: manager, marks: marks)
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
            writtenAt: metadata.writtenAt
        )
        let own = metadata.managers.all(of: manager)
        let others = metadata.managers.filter { $0.manager != manager }
        templateLabels = Self.template(own.labels, others.flatMap(\.labels))
        templateAnnotations = Self.template(own.annotations, others.flatMap(\.annotations))
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

    private static func template(_ own: [String], _ others: [String]) -> [String] {
        own.filter { !$0.hasPrefix("fleetseal.dev/") && !others.contains($0) }
    }

    private static func foreign(_ marks: [String: String]) -> [String: String] {
        marks.filter { !$0.key.hasPrefix("fleetseal.dev/") }
    }
}
