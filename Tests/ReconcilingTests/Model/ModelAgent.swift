import Documents
import Sealing

@testable import Reconciling

/// An agent that holds an `Inventory` and does what it says, one step at a time.
struct ModelAgent: ~Copyable {
    var inventory: Inventory
    var key: DigestKey
    var steady = Duration.zero
    var wall = Moment(seconds: 1_795_276_800)
    /// What the values of a document come to; nothing if they do not open.
    var plain: [DocumentID: [String: String]] = [:]
    /// What was done, oldest first.
    var log: [(name: SecretName, action: Action)] = []
    var restarts: [String] = []
    /// What goes wrong with the next write, and whether only after it took effect.
    var fault: (failure: Failure, isLate: Bool)?

    init(_ policy: Policy, sources: [SourceID] = [.directory], key: UInt8 = 1) {
        inventory = Inventory(policy: policy, sources: sources)
        self.key = DigestKey.number(key)
    }

    var now: Time { Time(wall: wall, steady: steady) }

    mutating func advance(_ duration: Duration) {
        steady += duration
        wall = wall + duration
    }

    /// Tells the inventory what a list of all Secrets has.
    mutating func list(_ target: ModelTarget) {
        _ = inventory.list(target.secrets.mapValues { $0.live() })
    }

    /// Tells the inventory what a watch brings.
    mutating func observe(_ events: [ModelEvent]) {
        for event in events {
            if event.isDeletion {
                _ = inventory.observeDeletion(of: event.name, uid: event.secret.uid)
            } else {
                _ = inventory.observe(event.name, .present(event.secret.live()))
            }
        }
    }

    /// Does the next thing for one Secret; says whether there was one.
    mutating func step(_ name: SecretName, on target: inout ModelTarget) -> Bool {
        let decision = inventory.decide(name, at: now)
        guard let action = decision.action else { return false }
        log.append((name, action))
        do throws(Failure) {
            if action.isWrite, let fault, !fault.isLate {
                self.fault = nil
                throw fault.failure
            }
            try perform(action, name, decision.document, on: &target)
            if action.isWrite, let fault {
                self.fault = nil
                throw fault.failure
            }
            guard let cause = action.cause else { return true }
            let live = target.secrets[name].map { secret in
                var live = secret.live()
                live.type = secret.type
                live.immutable = secret.immutable
                return live
            }
            _ = inventory.succeeded(name, cause, live, at: now)
        } catch {
            inventory.failed(name, error, at: now, random: 0.5)
        }
        return true
    }

    private mutating func perform(
        _ action: Action,
        _ name: SecretName,
        _ document: DocumentID?,
        on target: inout ModelTarget
    ) throws(Failure) {
        switch action {
        case .open:
            guard let document, let data = plain[document], let desired = desired(document) else {
                throw .cannotOpen(Problem(.keyNotHere, "open \(name): no key"))
            }
            inventory.opened(
                name,
                source: desired.source,
                contents: key.digest(name, desired.type, data)
            )
        case .look:
            let found = target.secrets[name].map { ObservedSecret.present($0.read(key)) }
            _ = inventory.observe(name, found ?? .absent)
        case .create(let write):
            try target.create(name, write, values(document))
        case .update(let write, let removal, let version):
            try target.update(name, write, values(document), removal, version)
        case .strip(let removal, _, let version):
            try target.strip(name, removal, version)
        case .adopt(let write, let version):
            try target.apply(name, write, values(document), version)
        case .replace(let write, let version):
            try target.delete(name, version)
            try target.create(name, write, values(document))
        case .delete(let version):
            try target.delete(name, version)
        case .restart(let workloads, let token, let version):
            restarts += workloads.map { "\($0)@\(token)" }
            let done = Removal(annotations: [SecretMarks.restart])
            try target.strip(name, done, version)
        }
    }

    private func values(_ document: DocumentID?) -> [String: String] {
        document.flatMap { plain[$0] } ?? [:]
    }

    private func desired(_ id: DocumentID) -> DesiredSecret? {
        guard let name = inventory.places[id],
            case .wanted(let desired) = inventory.documents(for: name)
                .first(where: { $0.id == id })?.state
        else { return nil }
        return desired
    }

    /// Puts documents of one source, which has no others.
    mutating func replace(
        _ drafts: [Draft],
        of source: SourceID = .directory,
        revision: String? = "r"
    )
        throws
    {
        for draft in drafts { plain[draft.id(source)] = draft.plain }
        _ = inventory.replace(
            source,
            try drafts.map { try $0.document(source) },
            revision: revision
        )
    }

    /// Goes on until nothing is to be done any more, waiting for nothing; says in how many steps.
    @discardableResult
    mutating func settle(_ target: inout ModelTarget, limit: Int = 20_000) -> Int {
        var steps = 0
        var isBusy = true
        while isBusy, steps < limit {
            isBusy = false
            observe(target.takeEvents())
            for name in inventory.names.sorted() where step(name, on: &target) {
                isBusy = true
                steps += 1
            }
        }
        return steps
    }

    mutating func report(_ name: SecretName) -> Report? { inventory.decide(name, at: now).report }
}
