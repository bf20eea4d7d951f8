internal import CommandLine
internal import Fleet
internal import Kubernetes
internal import Reconciling
internal import Rotation
internal import Sealing
internal import Telemetry

// The agent's own keys: read where they lie, rotated as the registry asks, and published.

extension ClusterWork {
    /// Reads the keys again whenever a key Secret changes.
    func followKeys() async {
        guard let keySecrets else { return }
        let changes = Changes(client, .secrets, keySecrets.selection, as: .metadata)
        var isListed = false
        while !Task.isCancelled {
            let change: Change
            do throws(CancellationError) {
                change = try await changes.next()
            } catch {
                return
            }
            switch change {
            case .restarted: isListed = false
            case .complete: isListed = true
            case .object, .deleted: break
            case .interrupted: continue
            }
            guard isListed else { continue }
            do {
                try await loadKeys()
            } catch {
                // Those that were read before stay in use.
                engine.metrics.keyFailures.add()
                log.error("keys not loaded", .init("detail", .text(ErrorText.of(error))))
            }
        }
    }

    /// Does what the registry asks of the keys and publishes what became of it, while this replica
    /// leads.
    func followRotation() async {
        var done = -1
        while !Task.isCancelled {
            let news = await engine.keyNews
            if news != done, await rotate() { done = news }
            // People wait for the first publication.
            try? await Task.sleep(for: done < 0 ? .milliseconds(100) : .seconds(1))
        }
    }

    /// Takes the keys one step further and publishes them; false if that has to be tried again.
    func rotate() async -> Bool {
        guard let keySecrets, let memories, await isLeading else { return keySecrets == nil }
        do {
            var state = try await memories.read()
            if await !engine.keys.have(state.keys) {
                // Another replica led meanwhile, or the answer to a step got lost.
                try await loadKeys()
                state = try await memories.read()
            }
            if let step = await engine.keyStep {
                try await take(step, state, keySecrets, memories)
                try await loadKeys()
                return false
            }
            var published = state.keys.published
            let origin = Publication.Origin(
                cluster: settings.cluster,
                kubeSystem: try await keySecrets.kubeSystem(),
                instance: state.keys.instance
            )
            if let new = await engine.publication(after: published, from: origin) {
                var keys = state.keys
                keys.published = new
                // Remembered first: the same number never goes out with two texts.
                try await memories.keep(keys, of: state.version)
                published = new
                log.info("keys published", .init("counter", .number(new.counter)))
            }
            if let published, try await keySecrets.published() != published.text {
                try await keySecrets.publish(published)
            }
            push?.want(published?.text)
            let rest = await engine.isIndependent(state.groupKeys) ? KeyUse.spare : .needed
            let (active, next) = await engine.ownKeys
            try await keySecrets.mark { $0 == active ? .active : $0 == next ? .next : rest }
            return true
        } catch {
            log.error("keys not published", .init("detail", .text(ErrorText.of(error))))
            return false
        }
    }

    /// Pushes what was published to its Git reference, while this replica leads.
    func followPublication() async {
        guard let push else { return }
        while !Task.isCancelled {
            // Whoever leads next publishes other texts; this one must not come after them.
            if await !engine.isLeading { push.want(nil) }
            await engine.note(publication: push.complaint)
            if let due = push.nextPush, due <= AgentClock.now().steady, await isLeading {
                await push.push()
            }
            try? await Task.sleep(for: .milliseconds(250))
        }
    }

    private func take(
        _ step: KeyRotation.Step,
        _ state: StateSecret.Contents,
        _ keySecrets: KeySecrets,
        _ memories: StateSecret
    ) async throws {
        var keys = state.keys
        // A step is about the keys that it was decided by, and no others.
        let (active, next) = await engine.ownKeys
        guard keys.active == active, step == .make || keys.next == next else { return }
        func named(_ key: PublicKey?) -> Field.Pair { .init("key", .text(key?.id.text ?? "")) }
        switch step {
        case .make:
            keys.next = try await keySecrets.makeNext()
            log.info("next key made", named(keys.next))
        case .promote:
            keys.active = keys.next
            keys.next = nil
            log.info("next key in use", named(keys.active))
        case .giveUp:
            log.info("next key given up", named(keys.next))
            keys.next = nil
        }
        try await memories.keep(keys, of: state.version)
    }

    private func loadKeys() async throws {
        guard let keySecrets, let memories else { return }
        let keys = try await ClusterStart.keys(
            keySecrets,
            memories,
            memories.read(),
            settings,
            keyFaults,
            log
        )
        await engine.use(keys)
    }

    /// Where the agent remembers what became of its keys.
    private var memories: StateSecret? {
        settings.keyNamespace.map {
            StateSecret(client: client, namespace: $0, anchor: settings.trust)
        }
    }
}
