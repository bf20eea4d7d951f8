internal import Documents
internal import Sealing

/// All that the decision about one Secret with a document depends on.
package struct Situation: Sendable {
    package let id: DocumentID
    package let desired: DesiredSecret
    package let observed: ObservedSecret
    package let namespace: ObservedNamespace
    package let memory: Memory
    package let policy: Policy
    package let now: Time

    package init(
        _ id: DocumentID,
        _ desired: DesiredSecret,
        observed: ObservedSecret,
        namespace: ObservedNamespace = .unknown,
        memory: Memory = Memory(),
        policy: Policy,
        now: Time
    ) {
        self.id = id
        self.desired = desired
        self.observed = observed
        self.namespace = namespace
        self.memory = memory
        self.policy = policy
        self.now = now
    }

    var name: SecretName { desired.name }
    var drift: Drift { policy.drift(of: desired, in: namespace) }

    /// What the values come to, if they were opened for this version of the document.
    var wanted: ContentDigest? {
        memory.opened.flatMap { $0.source == desired.source ? $0.contents : nil }
    }

    /// What is to be done.
    package var decision: Decision {
        if desired.suspend { return suspended }
        switch namespace {
        case .missing: return waiting(.namespaceMissing, "waits for the namespace")
        case .terminating: return waiting(.namespaceTerminating, "the namespace is being deleted")
        case .unknown, .present: break
        }
        switch observed {
        case .unknown: return waiting(.progressing, "the Secret was not looked at yet")
        case .stale: return paced(progress(.look, "looks at the Secret again"))
        case .absent: return paced(absent)
        case .present(let live): return paced(present(live))
        }
    }

    private func present(_ live: LiveSecret) -> Decision {
        guard !live.isTerminating else {
            return waiting(.secretTerminating, "the Secret is being deleted; waits for its end")
        }
        let reading = live.breakGlass.map { BreakGlass.read($0, at: now.wall) }
        if case .active(let glass) = reading { return broken(glass, live) }
        var decision = live.marks.map { ours(live, $0) } ?? foreign(live)
        if case .refused(let why) = reading {
            decision.report?.remarks.append(
                Problem(.breakGlassRefused, "\(SecretMarks.breakGlass) has no effect: \(why)")
            )
        }
        return decision
    }

    private var suspended: Decision {
        let written = observed.last?.marks?.digest?.source
        let isReady = written == desired.source
        let text = isReady ? "the Secret has its last version" : "a change waits"
        return Decision(
            nil,
            Report(Problem(.suspended, "\(name) is suspended; \(text)"), isReady: isReady)
        )
    }

    private func broken(_ glass: BreakGlass, _ live: LiveSecret) -> Decision {
        let left = glass.end - now.wall
        let ending = left <= glass.warning
        var report = Report(
            Problem(
                .breakGlass,
                "nothing is written to \(name) until \(glass.end): \(glass.reason)"
            )
        )
        if ending {
            report.remarks.append(
                Problem(.breakGlass, "ends at \(glass.end); then \(name) is put back or reported")
            )
        }
        // A minute at most: the clock on the wall may be set in between.
        let next = ending ? left : left - glass.warning
        return Decision(nil, report, wake: max(.seconds(1), min(next, .seconds(60))))
    }

    /// The decision, unless something that failed makes it wait.
    private func paced(_ decision: Decision) -> Decision {
        guard let action = decision.action, let failure = memory.failure else { return decision }
        if case .cannotOpen(let problem) = failure {
            guard action.needsValues else { return decision }
            return Decision(nil, Report(problem, drift: decision.report?.drift))
        }
        var report = Report(failure.problem(name), drift: decision.report?.drift)
        report.remarks = decision.report?.remarks ?? []
        guard let retryAt = memory.retryAt, retryAt > now.steady else {
            return Decision(action, report)
        }
        return Decision(nil, report, wake: retryAt - now.steady)
    }

    func waiting(_ reason: Reason, _ why: String) -> Decision {
        Decision(nil, Report(Problem(reason, "\(name): \(why)")))
    }

    func progress(_ action: Action, _ what: String, drift: String? = nil) -> Decision {
        Decision(action, Report(Problem(.progressing, "\(name): \(what)"), drift: drift))
    }

    /// A Secret as the document wants it, once its values are known to come to `contents`.
    func write(
        _ cause: Cause,
        _ contents: ContentDigest,
        pendingRestart: ContentDigest? = nil
    ) -> Write {
        Write(cause, desired, id, contents, pendingRestart: pendingRestart)
    }
}
