internal import Documents
internal import Sealing

/// The Secret is ours, and its document did not change.
extension Situation {
    /// Nothing is to be written unless somebody else changed the Secret.
    func unchanged(
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
            let removal = Removal(annotations: [SecretMarks.restart])
            return Decision(.strip(removal, .marked, live.version), report)
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
