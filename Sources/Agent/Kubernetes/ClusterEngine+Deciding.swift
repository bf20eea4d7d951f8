internal import Documents
internal import Files
internal import Fleet
internal import Kubernetes
internal import Payloads
internal import Reconciling
internal import Sealing
internal import Telemetry

extension ClusterEngine {
    /// What comes next for a Secret.
    func step(_ name: SecretName) -> Step {
        guard isLeading, hasBegun else { return .settled(Settlement()) }
        if let due = looks[name], due <= AgentClock.now().steady {
            looks[name] = nil
            add(inventory.observe(name, .stale(inventory.observed(name).last)))
        }
        // Opening, and what is found thereby.
        for _ in 0..<4 {
            let decision = inventory.decide(name, at: AgentClock.now())
            guard let action = decision.action else { return settled(name, decision) }
            do throws(Failure) {
                if let job = try job(name, action, decision) {
                    flying[name] = []
                    return .act(job)
                }
            } catch {
                fail(name, error)
            }
        }
        opened[name] = nil
        return .settled(Settlement(wake: .seconds(1)))
    }

    /// What to ask of the API server; nothing if something was opened only.
    private func job(
        _ name: SecretName,
        _ action: Action,
        _ decision: Decision
    ) throws(Failure) -> ClusterTarget.Job? {
        var job = ClusterTarget.Job(name: name, action: action)
        switch action {
        case .open:
            let found = try open(name, decision.document)
            opened[name] = found
            inventory.opened(name, source: found.source, contents: found.contents)
            return nil
        case .create(let write):
            let values = try values(name, write, decision)
            job.body = SecretBody.whole(name, write, values)
        case .update(let write, let removal, let version):
            let values = try values(name, write, decision)
            job.body = SecretBody.whole(name, write, values, version: version, without: removal)
        case .adopt(let write, let version):
            let values = try values(name, write, decision)
            job.body = SecretBody.whole(name, write, values, version: version)
        case .replace(let write, _):
            let values = try values(name, write, decision)
            job.body = SecretBody.whole(name, write, values)
            job.trial = SecretBody.whole(SecretBody.trial(of: name), write, values)
        case .look, .strip, .delete, .restart: break
        }
        return job
    }

    /// The values that are to be written.
    private func values(
        _ name: SecretName,
        _ write: Write,
        _ decision: Decision
    ) throws(Failure) -> HeldOpenedSecret {
        let found: HeldOpenedSecret
        if let held = opened[name] {
            found = held
        } else {
            found = try open(name, decision.document)
            opened[name] = found
        }
        guard found.contents == write.contents else {
            opened[name] = nil
            throw .conflict
        }
        return found
    }

    private func open(
        _ name: SecretName,
        _ document: DocumentID?
    ) throws(Failure) -> HeldOpenedSecret {
        do throws(Problem) {
            if let document, let picture = repository?.picture {
                return try picture.open(document, digestKey)
            }
            guard document == ResourceStore.id(name), let judge, let registry,
                let record = store[name]
            else { throw Problem(.sourceUnknown, "\(name): open: its document is not there") }
            return try ClusterPicture.open(
                ResourceStore.file(name),
                record.bytes,
                nil,
                judge,
                registry,
                digestKey
            )
        } catch {
            throw .cannotOpen(error)
        }
    }

    // MARK: What came of it

    /// A job came off.
    func finish(_ job: ClusterTarget.Job, _ answer: LiveSecret?) {
        let name = job.name
        progress += 1
        // An answer can come after the news that what it shows is gone.
        let gone = flying.removeValue(forKey: name) ?? []
        let live = answer.flatMap { gone.contains($0.version.uid) ? nil : $0 }
        guard let cause = job.action.cause else {
            add(inventory.observe(name, live.map { .present($0) } ?? .absent).subtracting([name]))
            return
        }
        audit(job)
        if case .delete = job.action { withdrawn.remove(name) }
        note(job.action, cause, of: name)
        for set in listing.keys where set.kind == .secrets {
            listing[set]?.written.insert(name)
        }
        let affected = inventory.succeeded(
            name,
            cause,
            live,
            at: AgentClock.now()
        )
        add(affected.subtracting([name]))
        metrics.writes.add(1, cause.rawValue)
    }

    /// Notes the event of what was done; what is taken off before the rest is written makes none.
    private func note(_ action: Action, _ cause: Cause, of name: SecretName) {
        if case .strip = action { return }
        let isReplaced = if case .replace = action { true } else { false }
        events[name, default: []].append(Event(cause, name, replaced: isReplaced))
    }

    /// A job failed.
    func finish(_ job: ClusterTarget.Job, _ failure: Failure) {
        flying[job.name] = nil
        fail(job.name, failure)
        if case .conflict = failure { return }
        log.debug(
            "request failed",
            .init("secret", .text(job.name.description)),
            .init("detail", .text("\(failure)"))
        )
    }

    private func fail(_ name: SecretName, _ failure: Failure) {
        inventory.failed(name, failure, at: AgentClock.now(), random: .random(in: 0...1))
        if case .cannotOpen = failure {} else { metrics.failures.add() }
    }

    private func audit(_ job: ClusterTarget.Job) {
        let name = job.name
        let owner = inventory.observed(name).last?.marks?.document
        let all = inventory.documents(for: name)
        let document = all.first { $0.id == owner } ?? all.first
        guard
            let record = AuditRecord(
                job.action,
                on: name,
                for: document,
                revision: inventory.state(of: source)?.revision,
                at: AgentClock.now().wall
            )
        else { return }
        var fields: [Field.Pair] = [
            .init("action", .text(record.action)), .init("cause", .text(record.cause.rawValue)),
            .init("secret", .text(name.description)),
        ]
        if let document = record.document ?? owner {
            fields.append(.init("document", .text(document.description)))
        }
        if let revision = record.revision {
            fields.append(.init("revision", .text(revision)))
        }
        if let digest = record.digest {
            fields.append(.init("digest", .text(Base32.encode(digest.bytes))))
        }
        if !record.values.isEmpty {
            let values = record.values.map { Field.Pair($0.key, .text($0.id.text)) }
            fields.append(.init("values", .fields(values)))
        }
        log.audit(fields)
    }

    // MARK: What is said

    private func settled(_ name: SecretName, _ decision: Decision) -> Step {
        opened[name] = nil
        unsettled.remove(name)
        // Lets go of the room that the first of thousands took.
        if unsettled.isEmpty { unsettled = [] }
        var settlement = Settlement(wake: decision.wake)
        let live = inventory.observed(name).last
        var news = events.removeValue(forKey: name) ?? []
        if let document = decision.document, let report = decision.report {
            news += note(document, report, name, &settlement)
        }
        for other in decision.others {
            _ = note(other.document, other.report, name, &settlement)
        }
        let resource = decision.document == ResourceStore.id(name) ? store[name] : nil
        for event in news {
            settlement.events.append(
                EventNote(
                    event: event,
                    document: resource == nil ? nil : name,
                    secret: name,
                    uid: resource?.uid ?? live?.version.uid ?? ""
                )
            )
        }
        if decision.report?.reason == .notOwned {
            // Secrets of others are not watched. What happens meanwhile puts it off no further.
            let now = AgentClock.now().steady
            let due = looks[name] ?? now + .seconds(Double.random(in: 30...60))
            looks[name] = due
            let wait = max(due - now, .zero)
            settlement.wake = min(settlement.wake ?? wait, wait)
        }
        return .settled(settlement)
    }

    /// Keeps what is said of a document; gives the events that it makes.
    private func note(
        _ id: DocumentID,
        _ report: Report,
        _ name: SecretName,
        _ settlement: inout Settlement
    ) -> [Event] {
        let before = reports[id]
        if before == nil { progress += 1 }
        reports[id] = report
        if id == ResourceStore.id(name), let record = store[name],
            let document = inventory.documents(for: name).first(where: { $0.id == id })
        {
            let written = inventory.observed(name).last?.marks?.digest
            let status = ResourceStatus(
                DocumentStatus(
                    document,
                    report,
                    after: record.conditions.map(\.condition),
                    revision: nil,
                    written: written ?? inventory.memory(name).written,
                    at: AgentClock.now().wall
                )
            )
            if status.digest != record.statusDigest, document.generation == record.generation {
                settlement.statuses.append(
                    StatusChange(
                        name: name,
                        status: status,
                        uid: record.uid,
                        version: record.version
                    )
                )
            }
        }
        if before?.reason != report.reason, report.reason.standing == .needsPerson {
            log.warning(
                "document needs attention",
                .init("document", .text(id.description)),
                .init("secret", .text(name.description)),
                .init("reason", .text(report.reason.rawValue)),
                .init("detail", .text(report.message))
            )
        }
        return Event.events(from: before, to: report)
    }

    /// A status was written.
    func wrote(_ change: StatusChange, version: String) {
        guard var record = store[change.name], record.uid == change.uid else { return }
        record.version = version
        record.conditions = change.status.conditions
        record.statusDigest = change.status.digest
        store[change.name] = record
    }
}
