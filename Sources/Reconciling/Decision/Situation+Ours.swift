internal import Documents
internal import Sealing

extension Situation {
    /// The Secret is ours.
    func ours(_ live: LiveSecret, _ marks: SecretMarks) -> Decision {
        guard let baseline = marks.digest ?? memory.written else {
            // Nothing tells what was written: write it again.
            return change(live, marks, before: nil)
        }
        if baseline.source != desired.source {
            guard let wanted else { return progress(.open, "opens the values") }
            if baseline.form != desired.form { return change(live, marks, before: baseline) }
            guard baseline.contents.isComparable(to: wanted) else {
                return changeOfKey(live, marks, wanted)
            }
            if baseline.contents != wanted { return change(live, marks, before: baseline) }
        }
        return unchanged(live, marks, baseline)
    }

    /// The digest of its contents, if it is known.
    func digest(_ live: LiveSecret, _ baseline: WrittenDigest?) -> ContentDigest? {
        switch live.contents {
        case .asWritten: baseline?.contents
        case .suspect: nil
        case .read(let digest, _, _): digest
        }
    }

    /// Writes what the document has become.
    private func change(
        _ live: LiveSecret,
        _ marks: SecretMarks,
        before baseline: WrittenDigest?
    ) -> Decision {
        guard let wanted else { return progress(.open, "opens the values") }
        let needsType = baseline?.form != desired.form && live.type == nil
        guard !needsType, let found = digest(live, baseline) else {
            return progress(.look, "reads the Secret")
        }
        let before = [baseline?.contents, found].compactMap(\.self)
            .first { $0.isComparable(to: wanted) }
        let isNew = before.map { $0 != wanted } ?? false
        return put(
            .changed,
            live,
            wanted,
            found: found,
            restart: isNew && restarts ? wanted : pending(marks)
        )
    }

    /// What was written was measured with a key that is lost: only reading tells whether it changed.
    private func changeOfKey(
        _ live: LiveSecret,
        _ marks: SecretMarks,
        _ wanted: ContentDigest
    ) -> Decision {
        guard case .read(let found, _, _) = live.contents, found.isComparable(to: wanted) else {
            return progress(.look, "reads the Secret")
        }
        return put(
            .changed,
            live,
            wanted,
            found: found,
            restart: found != wanted && restarts ? wanted : pending(marks)
        )
    }

    var restarts: Bool { policy.canRestart && !desired.restart.isEmpty }

    /// The restart that an earlier write asked for, unless nobody wants it any more.
    func pending(_ marks: SecretMarks) -> ContentDigest? {
        restarts ? marks.pendingRestart : nil
    }

    /// Brings the Secret from what it is to what the document wants.
    func put(
        _ cause: Cause,
        _ live: LiveSecret,
        _ wanted: ContentDigest,
        found: ContentDigest,
        restart: ContentDigest?,
        drift: String? = nil
    ) -> Decision {
        guard found.isComparable(to: wanted) else { return progress(.look, "reads the Secret") }
        let write = write(cause, wanted, pendingRestart: restart)
        let isImmutable = live.immutable ?? desired.immutable
        if live.type.map({ $0 != desired.type }) ?? false
            || isImmutable && (found != wanted || !desired.immutable)
        {
            return progress(
                .replace(write, live.version),
                "deletes the Secret and creates it anew",
                drift: drift
            )
        }
        return progress(
            .update(write, superfluous(live, write), live.version),
            "writes the Secret",
            drift: drift
        )
    }

    /// Keys that the document does not have, and what earlier versions of it had written besides.
    private func superfluous(_ live: LiveSecret, _ write: Write) -> Removal {
        let keys =
            switch live.contents {
            case .asWritten: live.marks?.keys ?? []
            case .read(_, let keys, _): keys
            case .suspect: [String]()
            }
        let labels = Set(write.labels.map(\.key))
        let annotations = Set(write.annotations.map(\.key))
        return Removal(
            keys: extraKeys(keys),
            labels: live.templateLabels.filter { !labels.contains($0) },
            annotations: (live.templateAnnotations + SecretMarks.passing)
                .filter { !annotations.contains($0) }
        )
    }
}
