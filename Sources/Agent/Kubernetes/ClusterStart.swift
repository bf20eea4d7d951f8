internal import CommandLine
internal import Files
internal import Fleet
internal import Kubernetes
internal import Reconciling
internal import Rotation
internal import Sealing
internal import Telemetry
internal import Transport

/// What an agent has when it starts: its keys, what it has seen before, and where it remembers more.
struct ClusterStart: Sendable {
    let keys: ClusterKeys
    let digestKey: HeldDigestKey
    let pin: Pin?
    let groupKeys: String
    let acknowledged: Set<String>
    /// Which commit of which repository was in force.
    let commit: String?
    let memory: ClusterMemory
    let keySecrets: KeySecrets?
    /// What was said of key Secrets.
    let keyFaults = KeyFaults()

    init(_ settings: ClusterSettings, _ client: Client, _ log: Log) async throws {
        guard let namespace = settings.keyNamespace else {
            let state = try StartFailure.namingState {
                try AgentState(settings.state, anchor: settings.trust)
            }
            let own = try FolderKeys(
                settings.keyFiles,
                state: settings.state,
                cluster: settings.cluster,
                log: log
            )
            _ = try own.rotate(nil, period: .zero)
            keys = own.keys
            digestKey = state.digestKey
            pin = state.pin
            groupKeys = ""
            acknowledged = try state.acknowledged()
            commit = nil
            keySecrets = nil
            memory = ClusterMemory(folder: state)
            return
        }
        let secrets = KeySecrets(client: client, namespace: namespace, cluster: settings.cluster)
        let state = StateSecret(client: client, namespace: namespace, anchor: settings.trust)
        let contents = try await state.read()
        keys = try await Self.keys(secrets, state, contents, settings, keyFaults, log)
        digestKey = contents.digestKey
        pin = contents.pin
        groupKeys = contents.groupKeys
        acknowledged = contents.acknowledged
        commit = contents.commit
        memory = ClusterMemory(secret: state, commit: contents.commit)
        keySecrets = secrets
    }

    /// The same, also if the API server is not there yet.
    static func patiently(
        _ settings: ClusterSettings,
        _ client: Client,
        _ log: Log
    ) async throws -> ClusterStart {
        while true {
            do {
                return try await ClusterStart(settings, client, log)
            } catch let error as APIError {
                guard !settings.isOnce, error.isPassing else {
                    let isMissing = error.kind == .notFound && settings.keyNamespace != nil
                    throw StartFailure(
                        error.description,
                        hint: isMissing
                            ? "is the namespace there that --key-namespace names?" : error.hint
                    )
                }
                log.warning("waits for the API server", .init("detail", .text(error.description)))
                try await Task.sleep(for: error.retryAfter ?? .seconds(2))
            }
        }
    }

    /// The keys of the agent's namespace; the first one is made if that was asked for.
    static func keys(
        _ secrets: KeySecrets,
        _ state: StateSecret,
        _ contents: StateSecret.Contents,
        _ settings: ClusterSettings,
        _ told: KeyFaults,
        _ log: Log
    ) async throws -> ClusterKeys {
        let memory = contents.keys
        var (found, faults) = try await secrets.read()
        if found.isEmpty, faults.isEmpty, memory.active == nil, settings.createsKey {
            try await secrets.makeFirst()
            (found, faults) = try await secrets.read()
        }
        for fault in told.news(of: faults) {
            log.error(
                "key Secret not usable",
                .init("secret", .text("\(secrets.namespace)/\(fault.name)")),
                .init("detail", .text(fault.why))
            )
        }
        // Where the own key is known, no other one takes its place: anybody may have put it there.
        guard let keys = ClusterKeys(found, memory) else {
            let active = memory.active
            if let other = memory.published?.origin.cluster,
                !other.utf8.elementsEqual(settings.cluster.utf8)
            {
                throw StartFailure(
                    "start: namespace \(secrets.namespace) has the keys of cluster \(other), not of \(settings.cluster)",
                    hint: "check --cluster and --key-namespace"
                )
            }
            throw StartFailure(
                found.isEmpty
                    ? "start: no key of cluster \(settings.cluster) is in namespace \(secrets.namespace)"
                    : "start: the agent's own key is not in namespace \(secrets.namespace), only \(found.map { $0.key.id.text }.joined(separator: ", "))",
                hint: active == nil
                    ? "--create-key makes the first one; a key that you have goes into a Secret with the label \(KeySecrets.label)=\(settings.cluster), as the item key"
                    : "this cluster had the key \(active?.id.text ?? ""): restore its Secret; or delete Secret \(StateSecret.name), start with --create-key, and fleetseal cluster replace-key"
            )
        }
        guard memory.active == nil else { return keys }
        do throws(APIError) {
            try await state.keep(active: keys.active.key.publicKey, of: contents.version)
        } catch {
            // Another replica has written something: it may have followed a promotion since.
            guard error.kind == .conflict else { throw error }
            return try await Self.keys(secrets, state, state.read(), settings, told, log)
        }
        return keys
    }
}

extension APIError {
    /// Whether it may be another answer in a moment.
    fileprivate var isPassing: Bool {
        switch kind {
        case .busy, .failed, .unanswered(.unreachable), .unanswered(.timeout), .unanswered(.broken):
            true
        default: false
        }
    }
}
