/// What is known about the contents of a Secret.
package enum Contents: Hashable, Sendable {
    /// Nobody wrote them since we did: they are what our mark says.
    case asWritten
    /// Somebody may have; they have to be read.
    case suspect(by: [String])
    /// They were read, in this version of the Secret.
    case read(ContentDigest, keys: [String], by: [String])
}

extension Contents {
    /// What the entries of `managedFields` prove about contents that we wrote as `manager`.
    ///
    /// Every write takes the fields that it changes away from all other entries, and a field that is
    /// removed leaves all entries. So if our entries have exactly the keys that our mark lists, and
    /// the marks, and nobody else has a field that matters which is not ours as well, then the
    /// contents are as we wrote them. Whoever pretends to be our manager can forge this; whoever can do that
    /// can write the Secret anyway.
    package init(_ entries: [FieldManager], writtenBy manager: String, marks: SecretMarks) {
        let own = entries.all(of: manager)
        let others = entries.filter { $0.manager != manager }
        guard let keys = marks.keys, marks.digest != nil, Set(own.keys) == Set(keys),
            [SecretMarks.managed, SecretMarks.secret, SecretMarks.digest, SecretMarks.values]
                .allSatisfy(own.marks.contains)
        else {
            self = .suspect(by: Self.writers(others))
            return
        }
        let writers = others.filter { $0.hasMore(than: own) }.map(\.manager)
        self = writers.isEmpty ? .asWritten : .suspect(by: Self.unique(writers))
    }

    /// Who wrote any of the contents.
    static func writers(_ entries: [FieldManager]) -> [String] {
        unique(entries.filter { !$0.keys.isEmpty || !$0.fields.isEmpty }.map(\.manager))
    }

    private static func unique(_ names: [String]) -> [String] {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
