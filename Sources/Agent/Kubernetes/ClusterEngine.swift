internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Kubernetes
internal import Reconciling
internal import Rotation
internal import Sealing
internal import Telemetry

/// What is known of the cluster and what is to be done in it: takes what watches bring, and tells
/// workers, Secret by Secret, what comes next.
///
/// An actor, because what is known must not change between a decision and the note of it. It makes
/// no request.
actor ClusterEngine {
    /// What is to be looked at.
    enum Work: Hashable, Sendable {
        case registry
        case secret(SecretName)
    }

    /// What comes next for a Secret.
    enum Step: Sendable {
        case act(ClusterTarget.Job)
        case settled(Settlement)
    }

    /// What is to be told, and when to look again.
    struct Settlement: Sendable {
        var wake: Duration?
        var statuses: [StatusChange] = []
        var events: [EventNote] = []
    }

    /// A status to write.
    struct StatusChange: Sendable {
        let name: SecretName
        let status: ResourceStatus
        let uid: String
        let version: String
    }

    /// An event to write, about a document or a Secret.
    struct EventNote: Sendable {
        let event: Event
        let document: SecretName?
        let secret: SecretName
        let uid: String
    }

    nonisolated let queue: WorkQueue<Work, ContinuousClock>
    let cluster: String
    let anchor: TrustAnchor
    let digestKey: HeldDigestKey
    let log: Log
    let metrics: AgentMetrics
    /// What was seen of the fleet.
    var pin: Pin?
    /// What is to be remembered of it.
    var newPin: Pin?
    /// Group keys of earlier runs, and those that are remembered by now.
    let groupKeys: String
    private var keptGroupKeys: Set<String> = []
    var keys: ClusterKeys
    /// How long a key may be in use before the agent makes another unasked.
    let keyRotationPeriod: Duration
    /// Grows whenever there may be something to do or to say about the agent's own keys.
    private(set) var keyNews = 0
    let source: SourceID
    /// What people allowed to go when it started.
    private let acknowledged: Set<String>
    /// The repository that documents come from, if they are no custom resources.
    var repository: Repository? { didSet { counted = nil } }
    var inventory: Inventory
    var store: ResourceStore
    var registry: ClusterRegistry?
    /// Why the registry could not be used when it was read last.
    var registryTrouble: Problem?
    var judge: ClusterJudge?
    var reports: [DocumentID: Report] = [:] { didSet { (shown, counted) = (nil, nil) } }
    /// What is served of `reports`: sorting thousands each second would be most of an idle agent's work.
    private var shown: [NamedReport]?
    /// What became of a repository's documents, for the same reason.
    var counted: SourceSummary?
    /// Secrets whose documents changed and were not acted upon since: what was said of them is old.
    var unsettled: Set<SecretName> = [] { didSet { counted = nil } }
    /// Opened values between a decision and its write.
    var opened: [SecretName: HeldOpenedSecret] = [:]
    /// What happened to a Secret since its documents' status was written.
    var events: [SecretName: [Event]] = [:]
    /// When to look again at Secrets of others that are in the way.
    var looks: [SecretName: Duration] = [:]
    /// Secrets that a request is made about, with the uids that were deleted meanwhile.
    var flying: [SecretName: Set<String>] = [:]
    /// Which definition FleetSecrets have, by its uid, as far as that may be known.
    private var definition: String?
    /// Secrets whose documents went together with an earlier definition.
    var lost: Set<SecretName> = []
    /// Secrets whose documents were seen to go.
    var withdrawn: Set<SecretName> = []
    /// Whether this process may write.
    private(set) var isLeading = false
    private var publicationTrouble: Problem?

    /// Whether everything was listed once, or cannot be.
    var hasBegun = false

    /// Grows whenever something was brought or came off.
    var progress = 0

    // What the watches have brought.
    let sets: [WatchedSet]
    var listing: [WatchedSet: Listing] = [:]
    var complete: Set<WatchedSet> = []
    var knownNamespaces: Set<String> = []
    /// The parts of the first list of all Secrets that are there.
    var firstSecrets: Set<SecretName> = []
    var trouble: [WatchedSet: Problem] = [:]

    /// A list that is being read.
    struct Listing {
        var names: Set<SecretName> = []
        /// Written by us meanwhile, so that they may be missing in it.
        var written: Set<SecretName> = []
    }

    init(
        _ settings: ClusterSettings,
        _ start: ClusterStart,
        _ feed: SourceFeed?,
        sets: [WatchedSet],
        log: Log,
        metrics: AgentMetrics
    ) {
        queue = WorkQueue(clock: ContinuousClock())
        cluster = settings.cluster
        anchor = settings.trust
        digestKey = start.digestKey
        keys = start.keys
        keyRotationPeriod = settings.keyRotationPeriod
        pin = start.pin
        groupKeys = start.groupKeys
        self.sets = sets
        self.log = log
        self.metrics = metrics
        source = settings.sourceID
        repository = feed.map { Repository($0, settings) }
        inventory = Inventory(policy: settings.policy, sources: [source])
        acknowledged = settings.acknowledged.union(start.acknowledged)
        _ = inventory.acknowledge(acknowledged)
        store = ResourceStore(cluster: settings.cluster)
    }

    /// Other keys are to be used from now on.
    func use(_ keys: ClusterKeys) {
        // What is remembered is for the key that seals from now on.
        if keys.active.key.publicKey != self.keys.active.key.publicKey { keptGroupKeys = [] }
        self.keys = keys
        keyNews += 1
        metrics.keys.set(keys.all.count)
        queue.add([.registry])
    }

    /// What is to be remembered of the fleet, once.
    func takeNewPin() -> Pin? {
        guard isLeading else { return nil }
        defer { newPin = nil }
        return newPin
    }

    /// What was to be remembered could not be written: it is given out again.
    func wasNotKept(_ pin: Pin) {
        if newPin == nil { newPin = pin }
    }

    /// The group keys could not be written: they are given out again.
    func wereNotKept() { keptGroupKeys = [] }

    /// This process may write from now on, or not any more.
    func lead(_ isLeading: Bool) {
        guard self.isLeading != isLeading else { return }
        self.isLeading = isLeading
        opened = [:]
        metrics.leading.set(isLeading ? 1 : 0)
        guard isLeading else {
            // Another replica brings them up to date now, and tells.
            reports = [:]
            return
        }
        keyNews += 1
        unsettled.formUnion(inventory.names)
        add(inventory.names)
        // What was seen of the registry is remembered by the leader.
        queue.add([.registry])
    }

    /// People allow what a token names to go, beside those of the start.
    func acknowledge(_ tokens: Set<String>) {
        add(inventory.acknowledge(acknowledged.union(tokens)))
    }

    /// Notes which definition FleetSecrets have now: documents that went with another one were not
    /// deleted by anybody.
    func define(_ uid: String) {
        defer { definition = uid }
        guard let definition, definition != uid else { return }
        lost.formUnion(inventory.names.filter { store[$0] == nil })
        log.warning("definition was made anew", .init("kept", .number(lost.count)))
    }

    /// Whether the document of a Secret may have gone together with an earlier definition, which was
    /// made before the one of `definedAt`.
    ///
    /// Of a time in which no agent ran, the Secret tells: it was written before there was this
    /// definition, or in the same second, which is all that the server's times tell.
    func isLost(_ name: SecretName, definedAt: String?) -> Bool {
        if lost.contains(name) { return true }
        guard !withdrawn.contains(name), let definedAt,
            let written = inventory.observed(name).last?.writtenAt, written <= definedAt
        else { return false }
        lost.insert(name)
        log.warning(
            "document went with its definition",
            .init("secret", .text(name.description))
        )
        return true
    }

    func add(_ names: Set<SecretName>) {
        guard !names.isEmpty else { return }
        queue.add(names.lazy.map(Work.secret))
    }

    /// Group keys of earlier runs, and those that this one has opened: who reads the registry anew
    /// forgets none of them.
    func knownGroupKeys(_ fleet: String) -> [SavedGroupKey] {
        let opened = believed?.keyring.all ?? []
        return GroupKeyFile.keys(in: groupKeys, keys.all, fleet: fleet) + opened
    }

    /// Group keys that are to be remembered.
    struct GroupKeys: Sendable {
        let text: String
        /// The agent's own key by then.
        let active: PublicKey
    }

    /// Group keys that are to be remembered, sealed to the agent's own key, once.
    func takeNewGroupKeys() -> GroupKeys? {
        guard isLeading, let registry = believed,
            let key = registry.sealingKey(keys)
        else { return nil }
        let all = registry.keyring.all
        let names = GroupKeyFile.names(all)
        guard names != keptGroupKeys else { return nil }
        keptGroupKeys = names
        let text = GroupKeyFile.text(of: all, to: key, fleet: registry.registry.fleet.id)
        return GroupKeys(text: text, active: keys.active.key.publicKey)
    }

    /// Whether the active key alone opens all that the agent opens: the group keys that the registry has,
    /// and those of `remembered`.
    func isIndependent(_ remembered: String) -> Bool {
        believed?.isOpened(by: keys.active, remembered: remembered) ?? false
    }

    // MARK: Own keys

    private var believed: ClusterRegistry? { repository?.picture?.registry ?? registry }

    /// The key that others seal to, and the one that is to follow it.
    var ownKeys: (active: PublicKey, next: PublicKey?) {
        (keys.active.key.publicKey, keys.next?.key.publicKey)
    }

    /// The registry says something else about the cluster, or somebody else wrote the publication.
    func noteKeyNews() { keyNews += 1 }

    /// What comes next for the agent's own keys.
    var keyStep: KeyRotation.Step? {
        keys.rotation(believed).step(madeBefore: ClusterKeys.due(keyRotationPeriod))
    }

    /// What is to be published after `last`; nothing if that says it all.
    func publication(
        after last: Publication?,
        from origin: Publication.Origin
    ) -> Publication? {
        keys.rotation(believed).publication(after: last, from: origin, today: Today.utc())
    }

    // MARK: For summaries

    /// Why the publication is not on its Git reference, if it should be.
    func note(publication problem: Problem?) { publicationTrouble = problem }

    /// What is to be published; nothing while another replica does it.
    var bulletin: Bulletin? {
        guard isLeading, hasBegun else { return nil }
        // A GitSource has a status of its own to say it in.
        let isAlone = repository != nil && repository?.name == nil
        return Bulletin(
            problems,
            pruneToken: inventory.pruneToken(source, at: AgentClock.now()),
            documents: isAlone ? sourceSummary : nil
        )
    }

    /// Whether all that is followed was listed, or cannot be.
    var isSettled: Bool {
        repository?.isOpen ?? true
            && sets.allSatisfy { complete.contains($0) || trouble[$0] != nil }
    }

    /// Whether all that is followed was listed once.
    var hasStarted: Bool { hasBegun && neededTrouble.isEmpty }

    /// What cannot be followed though nothing can be done without it.
    private var neededTrouble: [Problem] {
        trouble.filter { $0.key.kind.isNeeded }.map(\.value)
    }

    /// What is wrong besides what is said of documents.
    var problems: [Problem] {
        neededTrouble
            + [
                repository?.trouble, inventory.hold, publicationTrouble,
                inventory.blocked(source, at: AgentClock.now()),
            ].compactMap { $0 } + (repository?.picture?.strays ?? [])
    }

    /// What is served.
    var status: ServedStatus {
        var counts: [Reason: Int] = [:]
        for report in reports.values { counts[report.reason, default: 0] += 1 }
        for reason in Reason.allCases {
            metrics.documents.set(counts[reason] ?? 0, reason.rawValue)
        }
        metrics.ready.set(reports.values.count { $0.isReady })
        metrics.drifted.set(reports.values.count { $0.drift != nil })
        let blocked = inventory.blocked(source, at: AgentClock.now())
        metrics.pruneBlocked.set(blocked == nil ? 0 : 1)
        metrics.watching.set(neededTrouble.isEmpty && hasBegun ? 1 : 0)
        if repository == nil, isSourceKnown {
            // Its watches bring every change as it happens.
            metrics.lastRead.set(AgentClock.now().wall.seconds)
        }
        let documents = shown ?? StatusFields.named(reports)
        shown = documents
        return ServedStatus(
            fields: StatusFields.summary(
                cluster: cluster,
                isReady: hasStarted && problems.isEmpty && reports.values.allSatisfy(\.isReady)
                    && (unsettled.isEmpty || !isLeading),
                sourceKnown: hasStarted && isSourceKnown,
                reports: reports.values,
                keys: keys
            ) + [Field.Pair("leading", .flag(isLeading))],
            documents: documents,
            problems: problems,
            isReady: hasBegun && inventory.hold == nil
        )
    }
}
