internal import Documents
internal import Sealing

extension Inventory {
    /// What to do for a Secret now.
    package mutating func decide(_ name: SecretName, at now: Time) -> Decision {
        let all = documents(for: name)
        if let hold { return Self.said(about: all, Report(hold)) }
        switch claimant(of: name, among: all) {
        case .document(let owner):
            var decision = decision(for: owner, name, now)
            decision.document = owner.id
            let rivals = all.filter { $0.id != owner.id }
            decision.others = rivals.map { ($0.id, report(on: $0, beside: owner.id)) }
            let claims = rivals.filter(\.claims)
            if let rival = claims.first {
                decision.report?.remarks.append(
                    Problem(.claimedTwice, "\(rival.id) claims \(name) as well")
                )
            }
            return decision
        case .unknown(let why): return Self.said(about: all, Report(why))
        case .nobody: return unclaimed(name, all, now)
        }
    }

    private enum Claimant {
        case document(DesiredDocument)
        /// It may be a document that cannot be read now.
        case unknown(Problem)
        case nobody
    }

    private func claimant(of name: SecretName, among all: [DesiredDocument]) -> Claimant {
        let claims = all.filter(\.claims)
        guard let first = claims.first else { return .nobody }
        guard let recorded = observed(name).last?.marks?.document else { return .document(first) }
        if let owner = claims.first(where: { $0.id == recorded }) { return .document(owner) }
        if places[recorded] == nil, case .unknown = sources[recorded.source] {
            return .unknown(
                Problem(
                    .sourceUnknown,
                    "\(name) belongs to \(recorded), whose source cannot be read now"
                )
            )
        }
        return .document(first)
    }

    private func decision(
        for owner: DesiredDocument,
        _ name: SecretName,
        _ now: Time
    ) -> Decision {
        switch owner.state {
        case .held(let problem), .refused(let problem):
            return Decision(nil, Report(problem))
        case .notForThisCluster:
            return Decision()
        case .wanted(let desired):
            return Situation(
                owner.id,
                desired,
                observed: observed(name),
                namespace: namespaces[name.namespace] ?? .unknown,
                memory: memory(name),
                policy: policy,
                now: now
            ).decision
        }
    }

    private func report(on document: DesiredDocument, beside owner: DocumentID) -> Report {
        switch document.state {
        case .notForThisCluster: Self.elsewhere(document)
        case .refused(let problem): Report(problem)
        case .held, .wanted:
            Report(Problem(.claimedTwice, "\(document.name) belongs to \(owner)"))
        }
    }

    private static func elsewhere(_ document: DesiredDocument) -> Report {
        Report(
            Problem(
                .notForThisCluster,
                "none of the layers of \(document.name) is for this cluster"
            )
        )
    }

    private static func said(about all: [DesiredDocument], _ report: Report) -> Decision {
        var decision = Decision(nil, all.isEmpty ? nil : report)
        decision.document = all.first?.id
        decision.others = all.dropFirst().map { ($0.id, report) }
        return decision
    }

    // MARK: Secrets without a document

    private mutating func unclaimed(
        _ name: SecretName,
        _ all: [DesiredDocument],
        _ now: Time
    ) -> Decision {
        var decision = orphan(name, now)
        var reports = all.map { document -> (document: DocumentID, report: Report) in
            if case .refused(let problem) = document.state { return (document.id, Report(problem)) }
            return (document.id, decision.report ?? Self.elsewhere(document))
        }
        decision.report = nil
        if !reports.isEmpty {
            let first = reports.removeFirst()
            decision.document = first.document
            decision.report = first.report
        }
        decision.others = reports
        return decision
    }

    private mutating func orphan(_ name: SecretName, _ now: Time) -> Decision {
        guard let live = observed(name).live, let marks = live.marks,
            let source = marks.document?.source, case .complete = sources[source],
            isOrphan(name, marks), !live.isTerminating
        else { return Decision() }
        if let text = live.breakGlass, case .active(let glass) = BreakGlass.read(text, at: now.wall)
        {
            let why = "\(name) stays until \(glass.end): \(glass.reason)"
            let wait = max(.seconds(1), min(glass.end - now.wall, .seconds(60)))
            return Decision(nil, Report(Problem(.breakGlass, why)), wake: wait)
        }
        if case .blocked(let token, let gone, let total) = verdict(source, on: name, at: now) {
            let problem = Self.blocked(source, token, gone, total)
            return Decision(nil, Report(problem), wake: policy.prune.window)
        }
        let memory = memory(name)
        let since = memory.orphanedAt ?? now.steady
        if memory.orphanedAt == nil {
            memories[name, default: Memory()].orphanedAt = since
            guards[source]?.wentMissing(at: since)
        }
        let left = policy.prune.due(since, latest: guards[source]?.latest) - now.steady
        let gone = Problem(.progressing, "\(name) goes: its document is gone")
        guard left <= .zero else { return Decision(nil, Report(gone), wake: left) }
        if let failure = memory.failure, let retryAt = memory.retryAt, retryAt > now.steady {
            return Decision(nil, Report(failure.problem(name)), wake: retryAt - now.steady)
        }
        return Decision(.delete(live.version), Report(gone))
    }

    private mutating func verdict(
        _ source: SourceID,
        on name: SecretName? = nil,
        at now: Time
    ) -> PruneGuard.Verdict {
        acknowledgeOrphans(of: source)
        return guards[source]?.verdict(
            on: name,
            policy.prune,
            revision: sources[source]?.revision,
            at: now.steady
        ) ?? .free
    }

    /// Why Secrets of a source stay though their documents are gone, if so.
    package mutating func blocked(_ source: SourceID, at now: Time) -> Problem? {
        guard case .complete = sources[source],
            case .blocked(let token, let gone, let total) = verdict(source, at: now)
        else { return nil }
        return Self.blocked(source, token, gone, total)
    }

    /// What acknowledges that Secrets of a source go, if they stay.
    package mutating func pruneToken(_ source: SourceID, at now: Time) -> String? {
        guard case .complete = sources[source],
            case .blocked(let token, _, _) = verdict(source, at: now)
        else { return nil }
        return token
    }

    private static func blocked(
        _ source: SourceID,
        _ token: String,
        _ gone: Int,
        _ total: Int
    ) -> Problem {
        Problem(
            .pruneBlocked,
            "\(gone) of \(total) Secrets of \(source) have no document in \(token); nothing goes until that is acknowledged"
        )
    }
}
