import Documents
import Sealing
import TestSupport

@testable import Reconciling

/// A target, an agent and people who do what comes to their minds, with a watch over what must not
/// happen while they do.
struct RandomWorld: ~Copyable {
    let seed: UInt64
    private(set) var random: Seeded
    private(set) var target = ModelTarget()
    private(set) var agent: ModelAgent
    private(set) var drafts: [DocumentID: Draft] = [:]
    private(set) var failures: [String] = []
    /// What people did and the agent did, for those who look for a cause.
    private(set) var story: [String] = []
    /// Every action with its cause, and every reason in the end.
    private(set) var seen: Set<String> = []
    /// Documents that are held or refused, and why.
    private var problems: [DocumentID: (problem: Problem, isRefused: Bool)] = [:]
    /// What the agent wrote last.
    private var written: [SecretName: Draft] = [:]
    private let policy: Policy
    private var isKnown: [SourceID: Bool] = [:]
    private var pending: [ModelEvent] = []
    private var digestKey: UInt8 = 1
    private var next = 100

    static let sources: [SourceID] = [.directory, .platform]
    static let names = ["a", "b", "c"].map { SecretName("payments", $0) }

    init(_ seed: UInt64) throws {
        self.seed = seed
        var random = Seeded(seed)
        policy = Policy(
            drift: random.pick(Drift.allCases),
            adopt: random.pick(Adoption.allCases),
            prune: PruneLimit(settling: .seconds(random.number(0...3)))
        )
        agent = ModelAgent(policy, sources: Self.sources)
        self.random = random
        agent.list(target)
    }

    // MARK: What happens

    mutating func happen() throws {
        switch random.number(0...99) {
        case 0..<30: for _ in 0..<random.number(1...6) { work() }
        case 30..<45: deliver()
        case 45..<65: try changeDocument()
        case 65..<84: changeSecret()
        case 84..<87: agent.fault = fault()
        case 87..<92: agent.advance(.seconds(random.number(1...4_000)))
        case 92..<95: try restart()
        case 95..<97: turnSource()
        case 97, 98: try moveDocument()
        default: try changeDocument()
        }
    }

    private mutating func work() {
        let name = random.pick(Self.names)
        guard let action = agent.inventory.decide(name, at: agent.now).action else { return }
        check(action, name)
        let failures = agent.inventory.memory(name).failures
        step(name)
        story.append("agent: \(name) \(action.verb) \(action.cause?.rawValue ?? "")")
        pending += target.takeEvents()
        let memory = agent.inventory.memory(name)
        if case .rejected(let why) = memory.failure, memory.failures > failures, why != "injected" {
            fail("\(name): the API server refused \(action.verb): \(why)")
        }
    }

    /// Lets the agent do the next thing, and notes what it wrote, whether it knows that or not.
    private mutating func step(_ name: SecretName) {
        let before = target.secrets[name]?.annotations[SecretMarks.digest]
        let document = agent.inventory.decide(name, at: agent.now).document
        _ = agent.step(name, on: &target)
        guard let live = target.secrets[name], live.annotations[SecretMarks.digest] != before,
            let document
        else { return }
        written[name] = drafts[document]
    }

    private mutating func deliver() {
        let count = min(pending.count, random.number(1...4))
        agent.observe(Array(pending.prefix(count)))
        pending.removeFirst(count)
    }

    private mutating func fault() -> (failure: Failure, isLate: Bool) {
        let failure = random.pick([
            Failure.conflict, .forbidden("x"), .rejected("injected"),
            .throttled(retryAfter: .seconds(3)),
            .unavailable(retryAfter: nil), .timedOut, .target("full"),
        ])
        return (failure, failure == .timedOut && random.one(in: 2))
    }

    private mutating func turnSource() {
        let source = random.pick(Self.sources)
        isKnown[source] = !(isKnown[source] ?? false)
        story.append("\(source) is \(isKnown[source] == true ? "known" : "unknown")")
        if isKnown[source] == true {
            _ = agent.inventory.update(source, put: [], revision: "r\(next)")
        } else {
            _ = agent.inventory.unknown(source, Problem(.unavailable, "gone"))
        }
    }

    mutating func restart() throws {
        if random.one(in: 4) { digestKey += 1 }
        story.append("the agent starts anew, key \(digestKey)")
        let (steady, wall, plain) = (agent.steady, agent.wall, agent.plain)
        agent = ModelAgent(policy, sources: Self.sources, key: digestKey)
        agent.steady = steady
        agent.wall = wall
        agent.plain = plain
        pending = []
        _ = target.takeEvents()
        agent.list(target)
        for source in Self.sources {
            let documents = try drafts.filter { $0.key.source == source }
                .map { try document($0.key, $0.value) }
            if isKnown[source] ?? false {
                _ = agent.inventory.replace(source, documents, revision: nil)
            } else {
                for document in documents { _ = agent.inventory.put(document) }
            }
        }
    }

    // MARK: Documents

    private func document(_ id: DocumentID, _ draft: Draft) throws -> DesiredDocument {
        var document = try draft.document(id.source)
        if let entry = problems[id] {
            document.state = entry.isRefused ? .refused(entry.problem) : .held(entry.problem)
        }
        return document
    }

    private mutating func trouble(_ id: DocumentID) {
        guard problems[id] == nil, random.one(in: 2) else {
            problems[id] = nil
            return
        }
        let isRefused = random.one(in: 2)
        problems[id] = (Problem(isRefused ? .ruleViolated : .groupUnknown, "why"), isRefused)
    }

    private mutating func changeDocument() throws {
        let source = random.pick(Self.sources)
        let name = random.pick(Self.names)
        var draft = Draft(name.name, namespace: name.namespace)
        if random.one(in: 3) { draft.folder = "secrets/x" }
        let id = draft.id(source)
        if drafts[id] != nil, random.one(in: 4) {
            drafts[id] = nil
            problems[id] = nil
            story.append("\(id) is removed")
            _ = agent.inventory.remove(id)
            return
        }
        draft = drafts[id] ?? draft
        for _ in 0..<random.number(1...2) { vary(&draft) }
        if random.one(in: 8) || problems[id] != nil { trouble(id) }
        drafts[id] = draft
        agent.plain[id] = draft.plain
        story.append("\(id) is \(draft.text) \(problems[id]?.problem.reason.rawValue ?? "")")
        _ = agent.inventory.put(try document(id, draft))
    }

    /// A file moves to another folder and stays what it is.
    private mutating func moveDocument() throws {
        guard let id = drafts.keys.sorted().randomElement(using: &random), var draft = drafts[id]
        else { return }
        draft.folder = draft.folder == "secrets" ? "secrets/x" : "secrets"
        let moved = draft.id(id.source)
        guard drafts[moved] == nil else { return }
        story.append("\(id) moves to \(moved)")
        drafts[moved] = draft
        drafts[id] = nil
        problems[id] = nil
        agent.plain[moved] = draft.plain
        let document = try document(moved, draft)
        _ = agent.inventory.remove(id)
        _ = agent.inventory.put(document)
    }

    private mutating func vary(_ draft: inout Draft) {
        next += 1
        switch random.number(0...13) {
        case 0...3: draft.values[random.pick(["password", "token"])] = next
        case 4: if draft.values.count > 1 { draft.values["token"] = nil }
        case 5: draft.sealing += 1
        case 6: draft.labels["app"] = random.pick(["x", "y"])
        case 7: draft.drift = random.pick([.heal, .detect, .off, nil])
        case 8: draft.adopt = random.pick(Adoption.allCases)
        case 9: draft.immutable.toggle()
        case 11: draft.deletion = random.pick(Deletion.allCases)
        case 12: draft.suspend.toggle()
        case 10: draft.type = random.pick(["Opaque", "kubernetes.io/basic-auth"])
        default: draft.restart = random.pick([[], ["deployment/api"]])
        }
    }

    // MARK: Secrets

    private mutating func changeSecret() {
        let name = random.pick(Self.names)
        let value = "by hand \(random.number(0...2))"
        next += 1
        let token = next
        let choice = random.number(0...11)
        story.append("people: \(name) \(choice) \(value)")
        switch choice {
        case 0: target.remove(name)
        case 1...3: target.edit(name) { $0.data["password"] = value }
        case 4: target.edit(name) { $0.data["extra"] = value }
        case 5: target.edit(name) { $0.data["password"] = nil }
        case 6: target.edit(name) { $0.labels["app"] = value }
        case 7: target.edit(name) { $0.labels[SecretMarks.managed] = nil }
        case 8: target.edit(name) { $0.annotations[SecretMarks.digest] = "x" }
        case 9: target.edit(name) { $0.immutable = true }
        case 10: breakGlass(name)
        default: intrude(name, token)
        }
        pending += target.takeEvents()
    }

    private mutating func breakGlass(_ name: SecretName) {
        let glass = BreakGlass(
            start: agent.wall,
            end: agent.wall + .seconds(random.number(1...100_000)),
            reason: "test"
        )
        target.edit(name) { $0.annotations[SecretMarks.breakGlass] = glass.text }
    }

    private mutating func intrude(_ name: SecretName, _ token: Int) {
        guard target.secrets[name] == nil else { return }
        let data = random.one(in: 2) ? ["password": "theirs"] : ["password": "value-1"]
        var secret = ModelSecret(name: name, uid: "x\(token)", type: "Opaque", data: data)
        if random.one(in: 2) {
            secret.owners = [
                OwnerReference(kind: "SealedSecret", name: "db", uid: "o", isController: true)
            ]
        }
        if random.one(in: 3) { secret.labels["kustomize.toolkit.fluxcd.io/name"] = "apps" }
        target.put(secret)
    }

    // MARK: What must not happen

    private mutating func fail(_ what: String) { failures.append(what) }

    /// Looks at what the agent is about to do, with the eyes of the target's owner.
    private mutating func check(_ action: Action, _ name: SecretName) {
        seen.insert("\(action.verb) \(action.cause?.rawValue ?? "")")
        guard action.isWrite, let live = target.secrets[name] else { return }
        guard action.isCurrent(live) else { return }
        if let text = live.annotations[SecretMarks.breakGlass],
            case .active = BreakGlass.read(text, at: agent.wall)
        {
            fail("\(name): \(action.verb) in spite of break-glass")
        }
        let isOurs = Ownership(of: name, labels: live.labels, annotations: live.annotations).isOurs
        let documents = drafts.filter { $0.value.secret == name }
        checkDocument(action, name, live)
        if !isOurs, action.cause != .adopted { fail("\(name): \(action.verb) on one of others") }
        if !isOurs, policy.adopt == .never { fail("\(name): adopted though nothing may be") }
        if action.cause == .healed,
            documents.allSatisfy({ ($0.value.drift ?? policy.drift) != .heal })
        {
            fail("\(name): healed though no document wants it")
        }
        if case .delete = action {
            if live.annotations[SecretMarks.deletion] == "retain" {
                fail("\(name): retained, deleted")
            }
            if !documents.isEmpty { fail("\(name): deleted though \(documents.keys) is there") }
            let source = live.annotations[SecretMarks.document].flatMap { DocumentID($0) }?.source
            if let source, isKnown[source] != true { fail("\(name): \(source) is unknown") }
        }
    }

    /// Looks at whether the document asks for what the agent is about to do.
    private mutating func checkDocument(_ action: Action, _ name: SecretName, _ live: ModelSecret) {
        guard let id = agent.inventory.decide(name, at: agent.now).document,
            let draft = drafts[id]
        else { return }
        if problems[id] != nil { fail("\(name): \(action.verb), but \(id) is in trouble") }
        if draft.suspend { fail("\(name): \(action.verb), but it is suspended") }
        let mark = live.annotations[SecretMarks.digest].flatMap { WrittenDigest($0) }
        if action.cause == .changed, let mark, mark.contents.key == agent.key.id,
            written[name]?.core == draft.core
        {
            fail("\(name): changed, but \(id) did not change")
        }
    }

    // MARK: What must be in the end

    /// Lets everything calm down: nobody changes anything, nothing fails, time goes by.
    mutating func calm() throws {
        agent.fault = nil
        for source in Self.sources {
            isKnown[source] = true
            _ = agent.inventory.update(source, put: [], revision: "calm")
        }
        for _ in 0..<40 {
            agent.observe(pending)
            pending = []
            for _ in 0..<60 {
                var isBusy = false
                for name in Self.names {
                    let before = story.count
                    workOn(name)
                    isBusy = isBusy || story.count > before
                }
                guard isBusy else { break }
                agent.observe(pending)
                pending = []
            }
            agent.advance(.seconds(4_000))
        }
    }

    private mutating func workOn(_ name: SecretName) {
        guard let action = agent.inventory.decide(name, at: agent.now).action else { return }
        check(action, name)
        let before = agent.inventory.memory(name).failures
        step(name)
        pending += target.takeEvents()
        story.append("calm: \(name) \(action.verb) \(action.cause?.rawValue ?? "")")
        let memory = agent.inventory.memory(name)
        // What has not come through the watch yet may be in the way once.
        if memory.failures > before, memory.failures > 3, let failure = memory.failure {
            fail("\(name): \(failure)")
        }
    }

    /// Compares what is there with what the documents ask for.
    mutating func judge() throws {
        for name in Self.names {
            let decision = agent.inventory.decide(name, at: agent.now)
            if let action = decision.action { fail("\(name): still wants to \(action.verb)") }
            let live = target.secrets[name]
            let marks = live.flatMap {
                SecretMarks(of: name, labels: $0.labels, annotations: $0.annotations)
            }
            let documents = drafts.filter { $0.value.secret == name }
            if let id = decision.document, let entry = problems[id] {
                if decision.report?.reason != entry.problem.reason {
                    fail("\(name): \(decision.report as Any) for \(entry)")
                }
                continue
            }
            guard let id = decision.document, let draft = drafts[id] else {
                if !documents.isEmpty { fail("\(name): no document has it") }
                if marks?.deletion == .delete { fail("\(name): it stayed") }
                continue
            }
            judge(name, draft, live, marks, decision)
        }
    }

    private mutating func judge(
        _ name: SecretName,
        _ draft: Draft,
        _ live: ModelSecret?,
        _ marks: SecretMarks?,
        _ decision: Decision
    ) {
        guard let report = decision.report else { return fail("\(name): no report") }
        let mode = draft.drift ?? policy.drift
        seen.insert(report.reason.rawValue)
        let isEqual =
            live?.data == draft.plain && live?.type == draft.type
            && live?.immutable == draft.immutable
            && draft.labels.allSatisfy { live?.labels[$0.key] == $0.value }
        switch report.reason {
        case .applied:
            if !isEqual || marks == nil { fail("\(name): applied, but it is \(live as Any)") }
        case .drifted:
            if mode != .detect { fail("\(name): drifted in \(mode)") }
            if isEqual { fail("\(name): drifted, but it is as it should be") }
        case .notLookedAt:
            if mode != .off { fail("\(name): not looked at in \(mode)") }
        case .suspended:
            if !draft.suspend { fail("\(name): it is not suspended") }
        case .notOwned:
            if marks != nil { fail("\(name): it is ours") }
        default: fail("\(name): in the end it is \(report.reason): \(report.message)")
        }
    }
}

extension Ownership {
    var isOurs: Bool { if case .ours = self { true } else { false } }
}

extension Action {
    /// Whether the target will let it through.
    func isCurrent(_ live: ModelSecret) -> Bool {
        switch self {
        case .open, .look, .create: false
        case .update(_, _, let version), .strip(_, _, let version), .adopt(_, let version),
            .replace(_, let version), .delete(let version), .restart(_, _, let version):
            version == SecretVersion(uid: live.uid, resourceVersion: "\(live.version)")
        }
    }
}
