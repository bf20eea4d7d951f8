internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing
internal import Telemetry

/// Brings the target to what the documents ask for: asks the inventory what to do, and does it.
///
/// Belongs to one thread.
final class Engine {
    private let target: FolderTarget
    private let source: SourceID
    private let digestKey: HeldDigestKey
    private let log: Log
    private let metrics: AgentMetrics
    private var inventory: Inventory
    private var picture: ClusterPicture?
    private var pending: Set<SecretName> = []
    private var wakes: [SecretName: Duration] = [:]
    private var staged: [Staged] = []
    private var changes = 0
    /// What is said about documents, by their ids.
    private(set) var reports: [DocumentID: Report] = [:]

    /// A version that is written beside the one in use and waits for the disk.
    private struct Staged {
        let name: SecretName
        let write: Write
        let writer: HeldMountWriter
    }

    /// So many versions wait for the disk together at most: one wait serves all of them.
    private static let batch = 128

    init(
        _ target: FolderTarget,
        source: SourceID,
        policy: Policy,
        digestKey: HeldDigestKey,
        log: Log,
        metrics: AgentMetrics
    ) {
        self.target = target
        self.source = source
        self.digestKey = digestKey
        self.log = log
        self.metrics = metrics
        inventory = Inventory(policy: policy, sources: [source])
    }

    /// Whether anything can be done now.
    var hasWork: Bool { !pending.isEmpty }

    /// The group keys that were opened so far.
    var openedGroupKeys: [SavedGroupKey]? { picture?.registry.keyring.all }

    /// When there is something to do again though nothing happens.
    var nextWake: Duration? { wakes.values.min() }

    /// Why nothing is touched, if so.
    var hold: Problem? { inventory.hold }

    /// Why Secrets stay though their documents are gone, if so.
    func pruneBlocked() -> Problem? { inventory.blocked(source, at: AgentClock.now()) }
}

// MARK: - What happened

extension Engine {
    /// The source was read.
    func take(_ picture: ClusterPicture) {
        self.picture = picture
        pending.formUnion(inventory.hold(nil))
        if picture.isComplete {
            let before = Set(reports.keys)
            pending.formUnion(
                inventory.replace(source, picture.documents, revision: picture.revision)
            )
            for gone in before.subtracting(picture.documents.map(\.id)) { reports[gone] = nil }
        } else {
            for document in picture.documents { pending.formUnion(inventory.put(document)) }
            let why = Problem(.sourceUnknown, "not every document could be read")
            pending.formUnion(inventory.unknown(source, why))
        }
    }

    /// The source cannot be read: what is known stays in force, and nothing goes.
    func sourceFailed(_ why: Problem) { pending.formUnion(inventory.unknown(source, why)) }

    /// The fleet or the cluster is not believed: nothing is touched.
    func hold(_ why: Problem) { pending.formUnion(inventory.hold(why)) }

    /// People allow what a token names to go.
    func acknowledge(_ tokens: Set<String>) { pending.formUnion(inventory.acknowledge(tokens)) }

    /// Looks at all of the target.
    func observeAll() throws(Failure) {
        var found: [SecretName: LiveSecret] = [:]
        for name in try target.names() {
            // On a target that is read-only what is there counts all the same.
            try? target.tidy(name)
            if let live = try target.observe(name).live { found[name] = live }
        }
        pending.formUnion(inventory.list(found))
    }

    /// Looks at some Secrets.
    func observe(_ names: Set<SecretName>) throws(Failure) {
        for name in names { pending.formUnion(inventory.observe(name, try target.observe(name))) }
    }
}

// MARK: - Doing

extension Engine {
    /// Does all that can be done now, or stops early; gives the number of changes.
    func work(at now: Time, until isOver: () -> Bool) -> Int {
        changes = 0
        for (name, due) in wakes where due <= now.steady {
            wakes[name] = nil
            pending.insert(name)
        }
        while !pending.isEmpty {
            let names = pending.sorted()
            pending.removeAll(keepingCapacity: true)
            for name in names {
                settle(name)
                if staged.count >= Self.batch { publish() }
                guard !isOver() else {
                    publish()
                    return changes
                }
            }
            publish()
        }
        return changes
    }

    /// Takes one Secret as far as it goes, up to a write that waits for the disk.
    private func settle(_ name: SecretName) {
        var opened: HeldOpenedSecret?
        // Open, look, write and one more each for what changes meanwhile: more is a mistake of ours.
        for _ in 0..<8 {
            let decision = inventory.decide(name, at: AgentClock.now())
            note(name, decision)
            guard let action = decision.action else { return }
            do throws(Failure) {
                guard try act(action, decision, name, &opened) else { return }
            } catch {
                failed(name, error)
            }
        }
        log.warning("secret not settled", .init("secret", .text(name.description)))
        wakes[name] = AgentClock.now().steady + .seconds(30)
    }

    private func note(_ name: SecretName, _ decision: Decision) {
        wakes[name] = decision.wake.map { AgentClock.now().steady + $0 }
        if let document = decision.document { say(decision.report, document, name) }
        for other in decision.others { say(other.report, other.document, name) }
    }

    /// Keeps what is said about a document, and logs it where it is news for people.
    private func say(_ report: Report?, _ document: DocumentID, _ name: SecretName) {
        let before = reports[document]
        guard before != report else { return }
        reports[document] = report
        guard let report, report.reason != before?.reason else { return }
        switch report.reason.standing {
        case .needsPerson:
            log.warning(
                "document needs attention",
                .init("document", .text(document.description)),
                .init("secret", .text(name.description)),
                .init("reason", .text(report.reason.rawValue)),
                .init("detail", .text(report.message))
            )
        case .waiting, .fine:
            guard report.reason != .progressing else { return }
            log.debug(
                "document",
                .init("document", .text(document.description)),
                .init("reason", .text(report.reason.rawValue))
            )
        }
    }

    /// Does one thing; false when the Secret has to wait for the disk.
    private func act(
        _ action: Action,
        _ decision: Decision,
        _ name: SecretName,
        _ opened: inout HeldOpenedSecret?
    ) throws(Failure) -> Bool {
        switch action {
        case .open:
            let found = try open(decision, name)
            opened = found
            inventory.opened(name, source: found.source, contents: found.contents)
        case .look:
            try look(name)
        case .create(let write), .update(let write, _, _), .adopt(let write, _),
            .replace(let write, _):
            let found: HeldOpenedSecret
            if let opened { found = opened } else { found = try open(decision, name) }
            guard found.contents == write.contents else { throw .conflict }
            let writer = HeldMountWriter(
                try target.prepare(name, found.secret, write)
            )
            staged.append(Staged(name: name, write: write, writer: writer))
            return false
        case .delete:
            try target.remove(name)
            done(name, .pruned, nil, nil)
        case .strip, .restart:
            // Files have neither labels nor workloads; a write leaves no keys of others.
            throw .rejected("a directory cannot do that")
        }
        return true
    }

    private func open(
        _ decision: Decision,
        _ name: SecretName
    ) throws(Failure) -> HeldOpenedSecret {
        guard let document = decision.document, let picture else { throw .conflict }
        do throws(Problem) {
            return try picture.open(document, digestKey)
        } catch {
            throw .cannotOpen(error)
        }
    }

    /// Reads what the files of a Secret hold.
    private func look(_ name: SecretName) throws(Failure) {
        let observed = try target.observe(name)
        guard var live = observed.live else {
            pending.formUnion(inventory.observe(name, observed))
            return
        }
        let (digest, keys) = try target.look(name, type: live.type ?? "", digestKey)
        if let marks = live.marks, marks.digest?.contents == digest {
            // Only touched, copied or given another mode: as good as written just now.
            try target.remark(name, live, marks)
            pending.formUnion(inventory.observe(name, try target.observe(name)))
            return
        }
        live.contents = .read(digest, keys: keys, by: [])
        pending.formUnion(inventory.observe(name, .present(live)))
        pending.remove(name)
    }

    /// Puts all versions that were written beside those in use in their place.
    private func publish() {
        guard !staged.isEmpty else { return }
        let batch = staged
        staged.removeAll(keepingCapacity: true)
        do throws(Failure) {
            try target.sync()
        } catch {
            for one in batch { failed(one.name, error) }
            return
        }
        for one in batch {
            do throws(Failure) {
                try target.publish(one.writer)
                let live = try target.observe(one.name).live
                done(one.name, one.write.cause, one.write, live)
            } catch {
                failed(one.name, error)
            }
        }
    }

    private func done(_ name: SecretName, _ cause: Cause, _ write: Write?, _ live: LiveSecret?) {
        let document =
            write?.marks.document ?? inventory.observed(name).last?.marks?.document
        pending.formUnion(
            inventory.succeeded(name, cause, live, at: AgentClock.now())
        )
        metrics.writes.add(1, cause.rawValue)
        changes += 1
        var fields = [
            Field.Pair("action", write == nil ? "delete" : "write"),
            Field.Pair("cause", .text(cause.rawValue)),
            Field.Pair("secret", .text(name.description)),
        ]
        if let document { fields.append(Field.Pair("document", .text(document.description))) }
        if let revision = picture?.revision {
            fields.append(Field.Pair("revision", .text(revision)))
        }
        if let digest = write?.marks.digest?.source {
            fields.append(Field.Pair("digest", .text(Base32.encode(digest.bytes))))
        }
        if write != nil, let values = values(of: name) {
            fields.append(Field.Pair("values", values))
        }
        log.audit(fields)
    }

    private func values(of name: SecretName) -> Field? {
        guard case .wanted(let secret) = inventory.documents(for: name).first?.state else {
            return nil
        }
        return .fields(secret.items.map { Field.Pair($0.key, .text($0.value?.text ?? "")) })
    }

    private func failed(_ name: SecretName, _ failure: Failure) {
        inventory.failed(name, failure, at: AgentClock.now(), random: .random(in: 0...1))
        if case .cannotOpen = failure {} else { metrics.failures.add() }
        let decision = inventory.decide(name, at: AgentClock.now())
        note(name, decision)
        if decision.action != nil, wakes[name] == nil {
            wakes[name] = AgentClock.now().steady + .seconds(1)
        }
    }
}
