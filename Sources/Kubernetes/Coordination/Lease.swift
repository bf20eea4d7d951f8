internal import JSON
internal import Payloads

/// Lets one of several processes lead, by a Lease of the API.
///
/// Whoever leads renews it; whoever sees it unchanged for its whole duration takes it. Only the
/// monotonic clocks of the processes count, not what time they believe it is, and every write carries
/// the state it was decided on. For safety rely on preconditions of the writes themselves all the
/// same: a process can be stopped between looking at `isHeld` and writing.
///
/// Those that take part can also call all the others, by an annotation. That is no renewal.
package actor Lease {
    /// What an attempt found.
    package enum Outcome: Hashable, Sendable {
        /// We lead, in this term; a new term begins whenever the leader changes.
        case held(term: Int)
        /// Somebody else does.
        case other(String)
    }

    /// After how long without renewal others may take it.
    package nonisolated let duration: Duration
    /// Who we are, different for each process.
    package nonisolated let identity: String
    let client: Client
    let name: String
    let namespace: String
    /// What the Lease says of its holder, as we saw it last, and since when it is so.
    private var seen: (spec: JSONValue, at: ContinuousClock.Instant)?
    /// The call that we heard last, or made, and whether nobody was told of it yet.
    var heard: (call: String, isNew: Bool)?
    /// Until when nobody else can have taken it.
    private var heldUntil: ContinuousClock.Instant?

    package init(
        _ client: Client,
        _ name: String,
        in namespace: String,
        identity: String,
        duration: Duration = .seconds(10)
    ) {
        self.client = client
        self.name = name
        self.namespace = namespace
        self.identity = identity
        self.duration = duration
    }

    /// Whether nobody else can lead at this moment.
    package var isHeld: Bool { heldUntil.map { $0 > .now } ?? false }

    /// How long until it has to be renewed for sure; nothing while it is not held.
    package var remaining: Duration? {
        heldUntil.map { ContinuousClock.now.duration(to: $0) }.flatMap { $0 > .zero ? $0 : nil }
    }

    /// Takes or renews it if that is possible now; to be called several times within `duration`.
    ///
    /// A failure changes nothing: it is held until its time is over.
    package func attempt() async throws(APIError) -> Outcome {
        let start = ContinuousClock.now
        do throws(APIError) {
            return try await take(since: start)
        } catch {
            guard error.kind == .conflict || error.kind == .alreadyExists else { throw error }
            // Somebody was faster.
            let object = try await client.get(.leases, name, in: namespace)
            listen(object)
            guard object.leaseHolder == identity else {
                heldUntil = nil
                _ = isOverdue(object)
                return .other(object.leaseHolder)
            }
            // A call leaves it ours.
            return try await take(since: start)
        }
    }

    private func take(since start: ContinuousClock.Instant) async throws(APIError) -> Outcome {
        let object: Object
        do throws(APIError) {
            object = try await client.get(.leases, name, in: namespace)
        } catch {
            guard error.kind == .notFound else { throw error }
            object = try await client.create(.leases, in: namespace, body(after: nil))
            return held(object, since: start)
        }
        listen(object)
        let current = object.leaseHolder
        if current != identity, !current.isEmpty, !isOverdue(object) {
            heldUntil = nil
            return .other(current)
        }
        let renewed = try await client.update(.leases, name, in: namespace, body(after: object))
        return held(renewed, since: start)
    }

    /// Gives it up, so that another one need not wait.
    package func release() async throws(APIError) {
        heldUntil = nil
        let object = try await client.get(.leases, name, in: namespace)
        guard object.leaseHolder == identity else { return }
        let body = body(after: object, holder: "", seconds: 1)
        _ = try await client.update(.leases, name, in: namespace, body)
    }

    private func held(_ object: Object, since start: ContinuousClock.Instant) -> Outcome {
        // From before the request: nobody can count from an earlier instant.
        heldUntil = start + duration
        seen = (object.leaseSpec, start)
        return .held(term: object.leaseTerm)
    }

    /// Whether it has been unchanged for longer than its holder promised.
    private func isOverdue(_ object: Object) -> Bool {
        let now = ContinuousClock.now
        let spec = object.leaseSpec
        // Not its version, which changes with every call.
        guard let seen, seen.spec == spec else {
            seen = (spec, now)
            return false
        }
        let promised = object.spec?["leaseDurationSeconds"]?.integer ?? 0
        return seen.at + max(duration, .seconds(max(0, min(promised, 3_600)))) < now
    }

    private func body(
        after object: Object?,
        holder: String? = nil,
        seconds: Int? = nil
    ) -> Payload {
        // Others see by it that it was renewed.
        let now = Timestamp.precise
        let isNew = object?.leaseHolder != identity
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", Resource.leases.apiVersion)
            json.member("kind", Resource.leases.kind)
            json.member("metadata") { json in
                json.object { json in
                    json.member("name", name)
                    json.member("namespace", namespace)
                    json.member("resourceVersion", object?.resourceVersion)
                    Self.keep(object, in: &json)
                }
            }
            json.member("spec") { json in
                json.object { json in
                    json.member("holderIdentity", holder ?? identity)
                    json.member(
                        "leaseDurationSeconds",
                        seconds ?? Int(max(1, duration.components.seconds))
                    )
                    let acquired = object?.spec?["acquireTime"]?.string
                    json.member("acquireTime", isNew ? now : acquired ?? now)
                    json.member("renewTime", now)
                    let term = object?.leaseTerm ?? 0
                    json.member("leaseTransitions", object != nil && isNew ? term + 1 : term)
                }
            }
        }
        return json.take()
    }
}

extension Object {
    fileprivate var leaseSpec: JSONValue { spec.map { JSONValue($0) } ?? .null }
    fileprivate var leaseHolder: String { spec?["holderIdentity"]?.string ?? "" }
    fileprivate var leaseTerm: Int { spec?["leaseTransitions"]?.integer ?? 0 }
}
