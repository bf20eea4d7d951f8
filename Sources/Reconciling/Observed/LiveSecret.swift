/// Which state of which Secret: what a write to it is conditional on.
package struct SecretVersion: Hashable, Sendable {
    package let uid: String
    package let resourceVersion: String

    package init(uid: String, resourceVersion: String) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}

/// What is known about the contents of a Secret.
package enum Contents: Hashable, Sendable {
    /// Nobody wrote them since we did: they are what our mark says.
    case asWritten
    /// Somebody may have; they have to be read.
    case suspect(by: [String])
    /// They were read, in this version of the Secret.
    case read(ContentDigest, keys: [String], by: [String])
}

/// Who has a Secret.
package enum Ownership: Hashable, Sendable {
    case ours(SecretMarks)
    /// A copy of one of ours that another tool made, with our marks on it.
    case copy(of: String)
    case foreign
}

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
    /// When our last write was, as the target notes it: another write in our name shows by it.
    package var appliedAt: String?

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
        appliedAt: String? = nil
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
        self.appliedAt = appliedAt
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

/// What is known about a Secret.
package enum ObservedSecret: Hashable, Sendable {
    /// It was not looked at yet: it comes with the first list of all.
    case unknown
    /// What was known about it is out of date.
    case stale(LiveSecret?)
    case absent
    case present(LiveSecret)

    package var live: LiveSecret? {
        if case .present(let live) = self { live } else { nil }
    }

    /// The Secret as it was seen last, which may be out of date.
    package var last: LiveSecret? {
        switch self {
        case .present(let live): live
        case .stale(let live): live
        case .unknown, .absent: nil
        }
    }
}

/// An entry of a Secret's `ownerReferences`.
package struct OwnerReference: Hashable, Sendable, CustomStringConvertible {
    package let kind: String
    package let name: String
    package let uid: String
    package let isController: Bool

    package init(kind: String, name: String, uid: String, isController: Bool) {
        self.kind = kind
        self.name = name
        self.uid = uid
        self.isController = isController
    }

    package var description: String { "\(kind) \(name)" }
}

/// What is known about a namespace.
package enum ObservedNamespace: Hashable, Sendable {
    case unknown
    case missing
    case terminating
    /// It is there, with what its annotation `fleetseal.dev/drift` says.
    case present(drift: String?)

    /// Annotation of a namespace: `heal`, `detect` or `off`.
    package static let drift = "fleetseal.dev/drift"
}
