internal import Documents
internal import Files
package import Fleet
package import Git
package import Sealing

/// Every value in any commit that is sealed to a key which the subject could ever open.
///
/// A line in Git stays in its history: whoever held the member's key once opens every group key
/// that was ever sealed to it, and with that every value that was ever sealed to the group key,
/// whether before or after the member joined.
package struct Exposure: Sendable {
    /// A key of a group.
    package struct OpenedKey: Hashable, Sendable {
        package let group: String
        package let key: KeyID
    }

    /// One version of one value.
    package struct Value: Hashable, Sendable {
        package let title: SecretStore.Title
        package let key: String
        package let group: String
        package let version: ValueID
    }

    /// What is known of a value.
    package struct Finding: Sendable {
        package let value: Value
        package let sealedTo: KeyID
        /// The oldest commit that has it.
        package let since: Commit
        /// Whether the fleet's files still hold this version, under whatever key.
        package let isCurrent: Bool
    }

    /// A file that does not read as a document of a fleet where it stands.
    package struct Stray: Hashable, Sendable {
        package let path: String
        package let commit: ObjectID
    }

    package let subject: ExposureSubject
    /// Whether any commit knows the subject.
    package let isKnown: Bool
    /// Sorted by group, the oldest first.
    package let keys: [OpenedKey]
    /// Sorted by Secret, key of the Secret and group; the newest version first.
    package let findings: [Finding]
    /// Files with values sealed to these keys that do not read as documents.
    package let strays: [Stray]
    /// Registry files whose lines are not known, since this version of fleetseal cannot read them.
    package let unreadable: [Stray]
    /// Files that were too long to be looked at.
    package let skipped: Int
    package let commits: Int

    /// Goes through the whole history; `current` are the Secrets that count today.
    package init(
        of name: String,
        as kind: ExposureSubject.Kind? = nil,
        in repository: Repository,
        current: [SecretEntry]
    ) throws {
        try self.init(in: repository, current: current) { registry in
            try registry.subject(named: name, as: kind)
        }
    }

    /// Of a subject that need not be in any commit yet.
    package init(
        of subject: ExposureSubject,
        in repository: Repository,
        current: [SecretEntry]
    ) throws {
        try self.init(in: repository, current: current) { _ in subject }
    }

    private init(
        in repository: Repository,
        current: [SecretEntry],
        _ choose: (RegistryHistory) throws -> ExposureSubject
    ) throws {
        let stored = try StoredBlobs(repository)
        var scan = ExposureScan(stored, repository)
        let registry = try scan.registry()
        subject = try choose(registry)
        isKnown = registry.isKnown(subject)
        let openable = registry.openable(by: subject)
        let seen = try scan.values(sealedTo: openable)
        keys = openable.sorted {
            ($0.group, registry.groupKeys[$0] ?? 0) < ($1.group, registry.groupKeys[$1] ?? 0)
        }
        commits = stored.commits.count
        skipped = scan.skipped
        strays = scan.strays
        unreadable = scan.unreadable
        let today = Set(current.flatMap(Self.values))
        var findings: [Finding] = []
        for (value, seen) in seen {
            findings.append(
                Finding(
                    value: value,
                    sealedTo: seen.key,
                    since: try repository.commit(stored.commits[seen.since]),
                    isCurrent: today.contains(value)
                )
            )
        }
        let order = Dictionary(
            uniqueKeysWithValues: stored.commits.enumerated().map { ($0.element, $0.offset) }
        )
        self.findings = findings.sorted { left, right in
            let (one, other) = (left.value, right.value)
            let (first, second) = (
                [one.title.namespace, one.title.name, one.key, one.group],
                [other.title.namespace, other.title.name, other.key, other.group]
            )
            if first != second { return first.lexicographicallyPrecedes(second) }
            let (since, until) = (order[left.since.id] ?? 0, order[right.since.id] ?? 0)
            return since != until ? since > until : one.version > other.version
        }
    }

    private static func values(_ entry: SecretEntry) -> [Value] {
        let title = SecretStore.Title(
            namespace: entry.document.namespace,
            name: entry.document.name
        )
        return entry.allLayers.flatMap { layer, _ in
            layer.values.map {
                Value(title: title, key: $0.key, group: layer.group, version: $0.sealed.id)
            }
        }
    }
}
