internal import Documents
internal import Files
internal import Fleet
internal import Kubernetes
internal import Reconciling
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
    let state: AgentState
    var keys: ClusterKeys
    var inventory: Inventory
    var store: ResourceStore
    var registry: ClusterRegistry?
    var judge: ClusterJudge?
    var reports: [DocumentID: Report] = [:]
    /// Opened values between a decision and its write.
    var opened: [SecretName: HeldOpenedSecret] = [:]
    /// What happened to a Secret since its documents' status was written.
    var events: [SecretName: [Event]] = [:]
    /// When to look again at Secrets of others that are in the way.
    var looks: [SecretName: Duration] = [:]
    /// Whether this process may write.
    private(set) var isLeading = false

    // What the watches have brought.
    let sets: [WatchedSet]
    var listing: [WatchedSet: Listing] = [:]
    var complete: Set<WatchedSet> = []
    var knownNamespaces: Set<String> = []
    /// The parts of the first list of all Secrets that are there.
    var firstSecrets: [SecretName: LiveSecret] = [:]
    var trouble: [WatchedSet: Problem] = [:]

    /// A list that is being read.
    struct Listing {
        var names: Set<SecretName> = []
        var secrets: [SecretName: LiveSecret] = [:]
        /// Written by us meanwhile, so that they may be missing in it.
        var written: Set<SecretName> = []
    }

    init(
        _ settings: ClusterSettings,
        keys: ClusterKeys,
        state: AgentState,
        sets: [WatchedSet],
        log: Log,
        metrics: AgentMetrics
    ) {
        queue = WorkQueue(clock: ContinuousClock())
        cluster = settings.cluster
        anchor = settings.trust
        digestKey = state.digestKey
        self.keys = keys
        self.state = state
        self.sets = sets
        self.log = log
        self.metrics = metrics
        inventory = Inventory(policy: settings.policy, sources: [ResourceStore.source])
        store = ResourceStore(cluster: settings.cluster)
    }

    /// This process may write from now on, or not any more.
    func lead(_ isLeading: Bool) {
        guard self.isLeading != isLeading else { return }
        self.isLeading = isLeading
        opened = [:]
        if isLeading { add(inventory.names) }
    }

    /// People allow what a token names to go.
    func acknowledge(_ tokens: Set<String>) { add(inventory.acknowledge(tokens)) }

    func add(_ names: Set<SecretName>) {
        guard !names.isEmpty else { return }
        queue.add(names.lazy.map(Work.secret))
    }

    // MARK: For summaries

    /// Whether all that is followed was listed, or cannot be.
    var isSettled: Bool { sets.allSatisfy { complete.contains($0) || trouble[$0] != nil } }

    /// Whether all that is followed was listed once.
    var hasStarted: Bool { complete.count == sets.count && trouble.isEmpty }

    /// What is wrong besides what is said of documents.
    var problems: [Problem] {
        Array(trouble.values)
            + [inventory.hold, inventory.blocked(ResourceStore.source, at: AgentClock.now())]
            .compactMap { $0 }
    }

    /// What is said of all documents.
    var summary: [(document: DocumentID, report: Report)] {
        reports.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
