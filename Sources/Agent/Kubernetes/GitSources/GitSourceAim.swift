internal import Git
internal import GitSource
internal import JSON
internal import Kubernetes
internal import Payloads
internal import Reconciling
internal import Telemetry

/// Aims the agent at the repository that a GitSource names, and keeps it so.
///
/// What a watch brings is noted here; the task that looks at the server takes it over before its next
/// look, so that a clone never has two users.
actor GitSourceAim {
    /// The GitSource as it was seen last.
    struct Seen: Sendable {
        let uid: String
        let version: String
        let generation: Int
        let status: ResourceStatus
        let spec: Result<GitSourceSpec, Problem>
    }

    nonisolated let name: String
    private let client: Client
    /// The agent's own namespace, where credentials are.
    private let namespace: String?
    private let folder: String
    private let feed: GitFeed
    /// What pushes the publication to the same repository, if that is wanted.
    private let push: PublicationPush?
    private let engine: ClusterEngine
    private let log: Log
    private(set) var seen: Seen?
    /// Whether it is known what there is.
    private(set) var isKnown = false
    /// What the feed follows now: the GitSource's generation, and its Secret's version.
    private var followed: (uid: String, generation: Int, secret: String)?

    init(
        _ name: String,
        _ client: Client,
        namespace: String?,
        folder: String,
        _ feed: GitFeed,
        _ push: PublicationPush?,
        _ engine: ClusterEngine,
        _ log: Log
    ) {
        self.name = name
        self.client = client
        self.namespace = namespace
        self.folder = folder
        self.feed = feed
        self.push = push
        self.engine = engine
        self.log = log
    }

    // MARK: What the cluster says

    /// Watches the GitSource until the task is cancelled.
    func watch() async {
        let changes = Changes(client, .gitSources, Selection(fields: "metadata.name=\(name)"))
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
            case .object(let object):
                isListed = true
                take(object)
            case .deleted: take(nil)
            case .complete:
                if !isListed, seen != nil || !isKnown { take(nil) }
                isListed = true
            case .interrupted(let error):
                // What was said last stays so.
                log.debug("GitSource not watched", .init("detail", .text(error.description)))
                if !isKnown { take(nil) }
            }
        }
    }

    private func take(_ object: Object?) {
        isKnown = true
        let before = seen.map { ($0.uid, $0.generation) }
        seen = object.map { object in
            let spec: Result<GitSourceSpec, Problem>
            do throws(Problem) {
                spec = .success(try GitSourceSpec(object))
            } catch {
                spec = .failure(error)
            }
            return Seen(
                uid: object.metadata.uid,
                version: object.resourceVersion,
                generation: object.metadata.generation,
                status: ResourceStatus(object),
                spec: spec
            )
        }
        // Its status changes more often than what it asks for.
        let now = seen.map { ($0.uid, $0.generation) }
        if before?.0 != now?.0 || before?.1 != now?.1 || now == nil { feed.hasten() }
    }

    // MARK: What the feed follows

    /// Makes the feed follow what the GitSource says now, with the credential as it is now.
    func prepare() async {
        guard let seen else {
            followed = nil
            return stop(Problem(.sourceUnknown, "GitSource \(name): it is not there"))
        }
        let spec: GitSourceSpec
        switch seen.spec {
        case .success(let found): spec = found
        case .failure(let problem):
            followed = nil
            return stop(problem)
        }
        await engine.deliver(to: spec.namespaces, of: name)
        guard !spec.isSuspended else {
            followed = nil
            return stop(nil)
        }
        do throws(Problem) {
            var configuration = spec.configuration
            let secret = try await credential(spec.secret)
            if let secret { configuration.credential = secret.credential }
            configuration.remembered = feed.remembrance
            let version = secret?.version ?? ""
            guard
                followed?.uid != seen.uid || followed?.generation != seen.generation
                    || followed?.secret != version
            else { return }
            await feed.follow(
                GitSource(configuration, folder: folder),
                interval: spec.interval
            )
            push?.aim(at: GitPublisher(configuration, folder: folder + "/publication"))
            followed = (seen.uid, seen.generation, version)
        } catch {
            followed = nil
            stop(error, again: true)
        }
    }

    private func stop(_ complaint: Problem?, again: Bool = false) {
        feed.stop(complaint, again: again)
        push?.aim(at: nil)
    }

    private func credential(
        _ reference: GitSourceSpec.SecretReference?
    ) async throws(Problem) -> (credential: GitCredential, version: String)? {
        guard let reference else { return nil }
        guard let namespace else {
            throw Problem(
                .invalidDocument,
                "GitSource \(name): secretRef: an agent without --key-namespace has no namespace of its own"
            )
        }
        let place = "GitSource \(name): read Secret \(namespace)/\(reference.name)"
        let object: Object
        do throws(APIError) {
            object = try await client.get(.secrets, reference.name, in: namespace)
        } catch {
            throw Problem(.sourceUnknown, "\(place): \(error.description)", hint: error.hint)
        }
        guard let credential = Self.credential(object) else {
            throw Problem(
                .sourceUnknown,
                "\(place): it has none of username and password, token, ssh-privatekey"
            )
        }
        return (credential, object.resourceVersion)
    }

    /// The items that Secrets of Kubernetes' own types have, or a token.
    private static func credential(_ object: Object) -> GitCredential? {
        func secret(_ item: String) -> RemoteSecret? {
            object.node[path: "data", item].flatMap { Base64Text.bytes(of: $0.utf8) }
                .flatMap { $0.count > 0 ? RemoteSecret($0.bytes) : nil }
        }
        if let key = secret("ssh-privatekey") {
            return .sshKey(key, passphrase: secret("ssh-passphrase"))
        }
        if let token = secret("token") { return .bearer(token) }
        let user = object.node[path: "data", "username"]
            .flatMap { Base64Text.bytes(of: $0.utf8) }?.text
        guard let user, let password = secret("password") else { return nil }
        return .basic(user: user, password: password)
    }

    // MARK: What is said of it

    /// Writes the status where it is not as it should be.
    func tell() async {
        guard let seen else { return }
        let spec = try? seen.spec.get()
        var summary = await engine.sourceSummary
        if case .failure(let problem) = seen.spec { summary.problem = problem }
        let status = ResourceStatus(
            summary,
            isSuspended: spec?.isSuspended ?? false,
            generation: seen.generation,
            after: seen.status.conditions.map(\.condition),
            at: AgentClock.now().wall
        )
        guard status.digest != seen.status.digest else { return }
        do throws(APIError) {
            let object = try await client.patch(
                .gitSources,
                name,
                subresource: "status",
                status.patch(uid: seen.uid, version: seen.version),
                manager: SecretMetadata.manager
            )
            // Unless the watch has brought a newer one meanwhile, which would be forgotten.
            if self.seen?.version == seen.version { take(object) }
        } catch {
            // By a conflict, a newer version is on its way to us.
            log.debug("status not written", .init("detail", .text(error.description)))
        }
    }
}
