internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Telemetry

// What workers do, one Secret at a time.

extension ClusterWork {
    /// Does what comes, as the worker of this number; the board knows since when.
    func serve(_ number: Int, _ board: StatusBoard?) async {
        while let work = await engine.queue.next() {
            board?.work(true, worker: number)
            defer { board?.work(false, worker: number) }
            switch work {
            case .registry:
                await engine.readRegistry()
                if let pin = await engine.takeNewPin(), await !memory.keep(pin, log) {
                    await engine.wasNotKept(pin)
                }
                engine.queue.done(work, wake: nil)
            case .secret(let name):
                let start = ContinuousClock.now
                let wake = await settle(name)
                engine.metrics.cycles.observe(.now - start)
                engine.queue.done(work, wake: wake)
            }
        }
    }

    /// Takes one Secret as far as it goes, and tells about it.
    private func settle(_ name: SecretName) async -> Duration? {
        // Look, strip, write, restart, and once more for what changes meanwhile.
        for _ in 0..<12 {
            guard !Task.isCancelled else { return nil }
            switch await engine.step(name) {
            case .act(let job):
                guard await isLeading || !job.action.isWrite else {
                    await engine.lead(false)
                    return nil
                }
                if case .delete = job.action, feed == nil, await !isGone(name) {
                    await engine.finish(job, .unavailable(retryAfter: nil))
                    continue
                }
                do throws(Failure) {
                    let live = try await target.perform(job)
                    await engine.finish(job, live)
                } catch {
                    await engine.finish(job, error)
                }
            case .settled(let settlement):
                let isTold = await tell(settlement)
                return isTold ? settlement.wake : min(settlement.wake ?? .seconds(2), .seconds(2))
            }
        }
        return .seconds(1)
    }

    /// Asked the moment before each write.
    var isLeading: Bool {
        get async {
            guard let leadership else { return true }
            return await leadership.lease.isHeld
        }
    }

    /// Whether the document of a Secret is gone, and not the definition of its kind, or our right to
    /// see it.
    private func isGone(_ name: SecretName) async -> Bool {
        var definedAt: String?
        do throws(APIError) {
            _ = try await client.page(
                .fleetSecrets,
                Selection(namespace: name.namespace),
                as: .metadata,
                limit: 1
            )
        } catch {
            return false
        }
        do throws(APIError) {
            let definition = try await client.get(
                .customResourceDefinitions,
                "fleetsecrets.fleetseal.dev",
                as: .metadata
            )
            guard definition.metadata.deletionTimestamp == nil else {
                return false
            }
            await engine.define(definition.metadata.uid)
            definedAt = definition.node[path: "metadata", "creationTimestamp"]?.string
        } catch {
            // Not every agent may look at it; that the list works has to do then.
            guard error.kind == .forbidden else { return false }
        }
        return await !engine.isLost(name, definedAt: definedAt)
    }

    /// Notes which definition FleetSecrets have, before it may become another one.
    func noteDefinition() async {
        while !Task.isCancelled {
            do throws(APIError) {
                let definition = try await client.get(
                    .customResourceDefinitions,
                    "fleetsecrets.fleetseal.dev",
                    as: .metadata
                )
                return await engine.define(definition.metadata.uid)
            } catch {
                guard error.kind != .forbidden else { return }
                try? await Task.sleep(for: .seconds(5))
            }
        }
    }

    /// Writes status and events; false if a status has to be written again.
    private func tell(_ settlement: ClusterEngine.Settlement) async -> Bool {
        var isTold = true
        guard await isLeading else { return true }
        for change in settlement.statuses {
            do throws(APIError) {
                let object = try await client.patch(
                    .fleetSecrets,
                    change.name.name,
                    in: change.name.namespace,
                    subresource: "status",
                    change.status.patch(uid: change.uid, version: change.version),
                    manager: SecretMetadata.manager,
                    as: .metadata
                )
                await engine.wrote(change, version: object.resourceVersion)
            } catch {
                // The document is gone.
                if error.kind == .notFound { continue }
                // By a conflict, a newer version is on its way to us.
                log.debug("status not written", .init("detail", .text(error.description)))
                isTold = false
            }
        }
        for note in settlement.events { await record(note) }
        return isTold
    }

    private func record(_ note: ClusterEngine.EventNote) async {
        let subject = EventRecord.Subject(
            note.document == nil ? .secrets : .fleetSecrets,
            (note.document ?? note.secret).name,
            in: (note.document ?? note.secret).namespace,
            uid: note.uid
        )
        let record = EventRecord(
            subject,
            isWarning: note.event.isWarning,
            reason: note.event.reason,
            action: "Reconcile",
            note: note.event.message
        )
        do throws(APIError) {
            try await client.record(
                record,
                controller: "fleetseal-agent",
                instance: FleetsealAgent.instance
            )
        } catch {
            // Events are for people; what matters is in the status.
            log.debug("event not written", .init("detail", .text(error.description)))
        }
    }
}
