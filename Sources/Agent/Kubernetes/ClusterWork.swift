internal import Kubernetes
internal import Reconciling
internal import Telemetry

/// The tasks of an agent in a cluster: a watch for each set of objects, and workers.
struct ClusterWork: Sendable {
    let engine: ClusterEngine
    let client: Client
    let target: ClusterTarget
    let workers: Int
    /// Who we are in events.
    let instance: String
    let log: Log

    /// Works until it is cancelled.
    func run() async {
        await withTaskGroup { group in
            for set in engine.sets { group.addTask { await follow(set) } }
            group.addTask { await engine.queue.run() }
            for _ in 0..<workers { group.addTask { await serve() } }
            await group.waitForAll()
        }
    }

    /// Works until nothing is left that can be done now.
    func once() async {
        await withTaskGroup { group in
            for set in engine.sets { group.addTask { await follow(set) } }
            group.addTask { await engine.queue.run() }
            for _ in 0..<workers { group.addTask { await serve() } }
            var idle = 0
            let end = ContinuousClock.now + .seconds(120)
            while idle < 3, ContinuousClock.now < end, !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(20))
                let counts = engine.queue.counts
                let isIdle = counts.ready == 0 && counts.working == 0
                idle = isIdle ? await engine.isSettled ? idle + 1 : 0 : 0
            }
            group.cancelAll()
        }
    }

    // MARK: Watches

    private func follow(_ set: WatchedSet) async {
        let selection = Selection(
            namespace: set.namespace,
            labels: set.kind == .secrets ? "\(SecretMarks.managed)=true" : nil
        )
        let changes = Changes(client, set.kind.resource, selection, as: set.kind.form)
        while !Task.isCancelled {
            do throws(CancellationError) {
                await engine.take(try await changes.next(), of: set)
            } catch {
                return
            }
        }
    }

    // MARK: Workers

    private func serve() async {
        while let work = await engine.queue.next() {
            switch work {
            case .registry:
                await engine.readRegistry()
                engine.queue.done(work, wake: nil)
            case .secret(let name):
                let wake = await settle(name)
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

    /// Writes status and events; false if a status has to be written again.
    private func tell(_ settlement: ClusterEngine.Settlement) async -> Bool {
        var isTold = true
        for change in settlement.statuses {
            do throws(APIError) {
                let object = try await client.patch(
                    .fleetSecrets,
                    change.name.name,
                    in: change.name.namespace,
                    subresource: "status",
                    change.status.patch(uid: change.uid, version: change.version),
                    manager: SecretMetadata.manager
                )
                await engine.wrote(change, version: object.resourceVersion)
            } catch {
                // A newer version is on its way to us, or the document is gone.
                if error.kind == .conflict || error.kind == .notFound { continue }
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
            try await client.record(record, controller: "fleetseal-agent", instance: instance)
        } catch {
            // Events are for people; what matters is in the status.
            log.debug("event not written", .init("detail", .text(error.description)))
        }
    }
}
