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
    private func digest(_ live: LiveSecret, _ baseline: WrittenDigest?) -> ContentDigest? {
        switch live.contents {
        case .asWritten: baseline?.contents
        case .suspect: nil
        case .read(let digest, _, _): digest
        }
    }

    // MARK: The document changed

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

    private var restarts: Bool { policy.canRestart && !desired.restart.isEmpty }

    /// The restart that an earlier write asked for, unless nobody wants it any more.
    private func pending(_ marks: SecretMarks) -> ContentDigest? {
        restarts ? marks.pendingRestart : nil
    }

    /// Brings the Secret from what it is to what the document wants.
    private func put(
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
        if case .read(_, let keys, _) = live.contents {
            let strip = Strip(keys: extraKeys(keys), cause: cause)
            guard strip.isEmpty else {
                return progress(
                    .strip(strip, live.version),
                    "removes the keys of others",
                    drift: drift
                )
            }
        }
        return progress(.apply(write, live.version), "writes the Secret", drift: drift)
    }

    // MARK: The document did not change

    private func unchanged(
        _ live: LiveSecret,
        _ marks: SecretMarks,
        _ baseline: WrittenDigest
    ) -> Decision {
        guard drift != .off else {
            return settled(live, marks, .notLookedAt, "drift is off: nobody looks at changes")
        }
        guard let found = digest(live, baseline) else {
            return progress(.look, "reads what somebody else wrote")
        }
        // Digests of a key that was lost since say nothing beside those of today's.
        let expected = [baseline.contents, wanted].compactMap(\.self)
            .first { $0.isComparable(to: found) }
        guard let expected else {
            return wanted == nil
                ? progress(.open, "opens the values") : progress(.look, "reads the Secret")
        }
        guard let change = self.change(live, isOther: found != expected) else {
            return undrifted(live, marks, found)
        }
        guard drift == .heal else {
            return Decision(nil, Report(Problem(.drifted, "\(name): \(change)"), drift: change))
        }
        guard let wanted else { return progress(.open, "opens the values", drift: change) }
        if let wait = memory.healDelay(at: now.steady) {
            let problem = Problem(.drifted, "\(name): \(change), \(memory.heals) times; waits")
            return Decision(nil, Report(problem, isReady: false, drift: change), wake: wait)
        }
        return put(
            .healed,
            live,
            wanted,
            found: found,
            restart: pending(marks),
            drift: change
        )
    }

    /// What somebody else changed, for people; nothing if nobody did.
    private func change(_ live: LiveSecret, isOther: Bool) -> String? {
        if isOther {
            guard case .read(_, _, let writers) = live.contents, !writers.isEmpty else {
                return "its contents were changed"
            }
            return "its contents were changed by \(writers.joined(separator: ", "))"
        }
        if let type = live.type, type != desired.type { return "its type was changed" }
        if let immutable = live.immutable, immutable != desired.immutable {
            return "immutable was changed"
        }
        for (wanted, found) in [
            (desired.labels, live.labels), (desired.annotations, live.annotations),
        ] {
            guard let found else { continue }
            if let mark = wanted.first(where: { found[$0.key] != $0.value }) {
                return "\(mark.key) was changed"
            }
        }
        return nil
    }

    private func undrifted(
        _ live: LiveSecret,
        _ marks: SecretMarks,
        _ found: ContentDigest
    ) -> Decision {
        if marks.document != id || marks.deletion != desired.deletion || marks.digest == nil {
            guard let wanted else { return progress(.open, "opens the values") }
            return put(
                .marked,
                live,
                wanted,
                found: found,
                restart: pending(marks)
            )
        }
        return settled(live, marks, .applied, "the Secret is as the document says")
    }

    private func settled(
        _ live: LiveSecret,
        _ marks: SecretMarks,
        _ reason: Reason,
        _ text: String
    ) -> Decision {
        let report = Report(Problem(reason, "\(name): \(text)"))
        guard let token = marks.pendingRestart else { return Decision(nil, report) }
        guard restarts else {
            let strip = Strip(annotations: [SecretMarks.restart], cause: .marked)
            return Decision(.strip(strip, live.version), report)
        }
        var restarting = report
        restarting.isReady = false
        restarting.reason = .progressing
        restarting.message = "\(name): restarts \(desired.restart.joined(separator: ", "))"
        return Decision(
            .restart(desired.restart, token: token.restartToken, live.version),
            restarting
        )
    }
}
