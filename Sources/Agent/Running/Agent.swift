internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import GitSource
internal import Reconciling
internal import Rotation
internal import Sealing
internal import Telemetry

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// One agent: its source, its target, what it remembers, and the loop that keeps them together.
///
/// Everything happens on the thread that runs it; other threads leave a note and wake it.
final class Agent {
    let settings: Settings
    let log: Log
    let metrics: AgentMetrics
    let state: AgentState
    let engine: Engine
    let keys: FolderKeys
    private let reader: FleetReader
    let root: MountRoot
    private let fleet = KnownFleet()
    let feed: SourceFeed
    let waker: Waker
    /// What pushes the publication, if that is wanted.
    let push: PublicationPush?
    /// What is wrong with the source, the fleet or the target as a whole.
    private(set) var trouble: Problem?
    private(set) var strays: [Problem] = []
    private var hasObserved = false
    private(set) var isComplete = false

    init(_ settings: Settings, log: Log) throws {
        self.settings = settings
        self.log = log
        metrics = AgentMetrics(version: FleetsealAgent.version)
        state = try StartFailure.namingState {
            try AgentState(settings.state, anchor: settings.trust)
        }
        keys = try FolderKeys(
            settings.keyFiles,
            state: settings.state,
            cluster: settings.cluster,
            log: log
        )
        metrics.keys.set(keys.keys.all.count)
        metrics.leading.set(1)
        waker = try Waker()
        feed = Self.feed(settings, waker)
        push = Self.push(settings, waker, log, metrics)
        reader = FleetReader(cluster: settings.cluster, source: feed.id, anchor: settings.trust)
        root = try StartFailure.naming(
            "--target",
            usage: "--target directory:PATH names a folder, or one that can be made"
        ) {
            try MountRoot(settings.target, fileMode: settings.fileMode)
        }
        engine = Engine(
            FolderTarget(root, fleet: fleet, cluster: settings.cluster),
            source: feed.id,
            policy: settings.policy,
            digestKey: state.digestKey,
            log: log,
            metrics: metrics
        )
        _ = try keys.rotate(nil, period: settings.keyRotationPeriod)
        push?.want(keys.published?.text)
    }

    /// What is wrong besides what is said of documents.
    var problems: [Problem] {
        [trouble, engine.pruneBlocked(), push?.complaint].compactMap { $0 } + strays
    }

    /// Whether everything is as it should be.
    var isReady: Bool {
        isComplete && problems.isEmpty
            && engine.reports.values.allSatisfy(\.isReady)
    }

    /// Whether the agent could do its work once: the fleet was read and believed, the target looked at.
    var hasStarted: Bool { isComplete && hasObserved }

    /// Reads the source as it is now and takes over what it says.
    func readSource() {
        do throws(Problem) {
            let (tree, revision) = try feed.tree()
            let picture = try reader.read(
                tree,
                revision: revision,
                pin: state.pin,
                keys: keys.keys,
                saved: { state.groupKeys(keys.keys, fleet: $0) }
            )
            fleet.id = picture.registry.registry.fleet.id
            note(picture.strays)
            remember(picture.registry.pin)
            rotateKeys(picture.registry)
            engine.take(picture)
            isComplete = picture.isComplete
            let complaint = feed.complaint
            // What is in force was read again, not what the server has.
            let result = complaint != nil ? "failed" : isComplete ? "complete" : "incomplete"
            metrics.reads.add(1, result)
            if let complaint { engine.sourceFailed(complaint) }
            settle(complaint)
        } catch {
            isComplete = false
            let isFault = error != GitFeed.unread
            if isFault { metrics.reads.add(1, "failed") }
            if error.reason == .sourceUnknown {
                engine.sourceFailed(error)
            } else {
                engine.hold(error)
            }
            if isFault { settle(error) }
        }
        let isKnown = isSourceKnown
        metrics.sourceKnown.set(isKnown ? 1 : 0)
        metrics.held.set(engine.hold == nil ? 0 : 1)
        if isKnown { metrics.lastRead.set(AgentClock.now().wall.seconds) }
    }

    /// Whether what is in force is what the source has.
    var isSourceKnown: Bool { isComplete && feed.complaint == nil }

    private static func feed(_ settings: Settings, _ waker: Waker) -> SourceFeed {
        switch settings.source {
        case .directory(let path): .directory(path)
        case .git(let git):
            .git(GitFeed(git, folder: GitSettings.clone(in: settings.state), waker: waker))
        }
    }

    private static func push(
        _ settings: Settings,
        _ waker: Waker,
        _ log: Log,
        _ metrics: AgentMetrics
    ) -> PublicationPush? {
        guard case .git(let git) = settings.source, let publication = git.publication else {
            return nil
        }
        let push = PublicationPush(
            cluster: settings.cluster,
            waker: waker,
            log: log,
            metrics: metrics
        )
        push.aim(
            at: GitPublisher(publication, folder: GitSettings.pushing(in: settings.state))
        )
        return push
    }

    private func rotateKeys(_ registry: ClusterRegistry) {
        defer { push?.want(keys.published?.text) }
        do {
            guard try keys.rotate(registry, period: settings.keyRotationPeriod) else { return }
            metrics.keys.set(keys.keys.all.count)
        } catch {
            log.error("keys not published", .init("detail", .text(ErrorText.of(error))))
        }
    }

    private func remember(_ pin: Pin) {
        do {
            try state.keep(pin)
        } catch {
            log.error("state not written", .init("detail", .text("\(error)")))
        }
    }

    private func note(_ found: [Problem]) {
        metrics.strays.set(found.count)
        for problem in found where !strays.contains(problem) {
            log.warning(
                "file is no document",
                .init("reason", .text(problem.reason.rawValue)),
                .init("detail", .text(problem.message))
            )
        }
        strays = found
    }

    private func settle(_ now: Problem?) {
        guard now != trouble else { return }
        trouble = now
        if let now {
            log.error(
                "source not usable",
                .init("reason", .text(now.reason.rawValue)),
                .init("detail", .text(now.message))
            )
        } else {
            log.info("source usable again")
        }
    }

    /// Looks at the target, all of it or some Secrets.
    func observe(_ names: Set<SecretName>? = nil) {
        guard !fleet.id.isEmpty, names != [] || !hasObserved else { return }
        do throws(Reconciling.Failure) {
            if let names, hasObserved {
                try engine.observe(names)
            } else {
                try engine.observeAll()
                hasObserved = true
            }
        } catch {
            log.error("target not readable", .init("detail", .text("\(error)")))
        }
    }

    /// Does what can be done, and brings the numbers up to date; gives the number of changes.
    @discardableResult
    func work(until isOver: () -> Bool = { false }) -> Int {
        let count = engine.work(at: AgentClock.now(), until: isOver)
        keepGroupKeys()
        showNumbers()
        return count
    }

    private func keepGroupKeys() {
        guard let opened = engine.openedGroupKeys else { return }
        do {
            try state.keep(opened, to: keys.keys.active, fleet: fleet.id)
        } catch {
            log.error("state not written", .init("detail", .text(ErrorText.of(error))))
        }
    }

    private func showNumbers() {
        var counts: [Reason: Int] = [:]
        for report in engine.reports.values { counts[report.reason, default: 0] += 1 }
        for reason in Reason.allCases {
            metrics.documents.set(counts[reason] ?? 0, reason.rawValue)
        }
        metrics.ready.set(engine.reports.values.count { $0.isReady })
        metrics.drifted.set(engine.reports.values.count { $0.drift != nil })
        metrics.pruneBlocked.set(engine.pruneBlocked() == nil ? 0 : 1)
    }

    /// Reads the key files again if they changed; the old keys stay where that fails.
    func reloadKeys() -> Bool {
        do {
            guard try keys.reload() else { return false }
            metrics.keys.set(keys.keys.all.count)
            log.info(
                "keys loaded",
                .init("keys", .texts(keys.keys.all.map { $0.key.id.text }))
            )
            return true
        } catch {
            metrics.keyFailures.add()
            log.error("keys not loaded", .init("detail", .text(ErrorText.of(error))))
            return false
        }
    }

    /// Takes over what people allowed to go.
    func readAcknowledged() {
        do {
            engine.acknowledge(try state.acknowledged().union(settings.acknowledged))
        } catch {
            log.error("state not readable", .init("detail", .text(ErrorText.of(error))))
        }
    }
}
