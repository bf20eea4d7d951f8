internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import JSON
internal import Rotation
internal import Sealing

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// One run of `rotate`: for each cluster the step that is due.
struct RotationRun {
    /// Where the rotation of a cluster stands after a run.
    struct Standing: Sendable {
        enum Kind: String, Sendable {
            /// Nothing is due.
            case idle
            case asked, taken, promoted, abandoned, restored
            case waiting
            /// Registry and cluster disagree.
            case refused
        }

        let cluster: String
        let kind: Kind
        let what: String
        var hint: String?

        init(cluster: String, kind: Kind, what: String, hint: String? = nil) {
            (self.cluster, self.kind, self.what, self.hint) = (cluster, kind, what, hint)
        }

        init(cluster: String, refused why: ClusterRotation.Disagreement) {
            self.init(cluster: cluster, kind: .refused, what: why.description, hint: why.hint)
        }

        /// Whether nothing is left to be done.
        var isDone: Bool { [.idle, .promoted, .abandoned, .restored].contains(kind) }
        /// Whether something was written.
        var isChange: Bool { [.asked, .taken, .promoted, .abandoned, .restored].contains(kind) }
    }

    private let invocation: Invocation
    private let chosen: ChosenClusters
    private let session: Session
    /// From which age on a key is due for another.
    private let age: Age
    private let patience: Duration?
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation, olderThan age: Age) throws {
        self.invocation = invocation
        chosen = try ChosenClusters(invocation)
        session = Session(invocation)
        self.age = age
        patience = try invocation.value("--wait").map { text in
            guard let seconds = TimeSpan.seconds(of: text) else {
                throw UsageError("--wait is not a span of time", hint: "such as 90s, 30m, 1h30m")
            }
            return .seconds(seconds)
        }
    }

    func run() throws -> ExitCode {
        let end = patience.map { ContinuousClock.now + $0 }
        var standings: [Standing] = []
        var troubles: [(place: String, why: String)] = []
        var isBlind = false
        var shown: [String: String] = [:]
        let references = try references()
        let wanted = references.isEmpty ? [] : try names()
        while true {
            let publications = try Publications(invocation, references, of: wanted)
            standings = try step(publications)
            troubles = publications.troubles
            isBlind = publications.isBlind
            // What is refused waits for a person.
            let isOver = standings.allSatisfy { $0.isDone || $0.kind == .refused }
            guard let end, ContinuousClock.now < end, !isOver else { break }
            for one in standings where shown.updateValue(one.what, forKey: one.cluster) != one.what
            {
                terminal.noteNow("\(one.cluster)  \(one.what)")
            }
            // A Git server is not ours alone.
            sleep(references.isEmpty ? 2 : 5)
        }
        try RotationReport(standings, troubles).print(invocation)
        if standings.contains(where: { $0.kind == .refused }) { return .failed }
        // A job whose way to its clusters is barred must not look as if nothing were due.
        if isBlind { return .findings }
        return patience == nil || standings.allSatisfy(\.isDone) ? .done : .findings
    }

    private func references() throws -> [PublicationReferences] {
        let remotes = invocation.values("--from-ref")
        guard !remotes.isEmpty else { return [] }
        let git = GitProgram(in: try FleetFolder(around: invocation.folder).root)
        return try remotes.map { try PublicationReferences($0, git) }
    }

    /// The clusters whose references are to be read.
    private func names() throws -> Set<String> {
        if case .named(let names) = chosen { return Set(names) }
        return try session.reading { registry in
            Set(try clusters(registry).map(\.cluster.name))
        }
    }

    private func step(_ publications: Publications) throws -> [Standing] {
        var standings: [Standing] = []
        try session.committing { registry in
            let entries = try clusters(registry)
            var editor = RotationEditor(registry)
            standings = try entries.map { entry in
                try step(
                    entry,
                    registry,
                    publications,
                    &editor
                )
            }
            try editor.write()
            return message(standings.filter(\.isChange))
        }
        return standings
    }

    /// What a commit says of the steps.
    private func message(_ changes: [Standing]) -> CommitMessage? {
        guard !changes.isEmpty else { return nil }
        let names = CommitMessage.names(changes.map(\.cluster), "cluster")
        return CommitMessage("Rotate keys of \(names)", changes.map { "\($0.cluster): \($0.what)" })
    }

    private func clusters(_ registry: Registry) throws -> [ClusterEntry] {
        switch chosen {
        case .named(let names): return try names.map { try registry.cluster($0) }
        case .all: return try registry.allClusters().filter { !$0.isRemoved }
        case .matching(let selector):
            return try registry.allClusters().filter {
                !$0.isRemoved && selector.matches($0.cluster.document.labelTable)
            }
        }
    }

    // MARK: One cluster

    private func step(
        _ entry: ClusterEntry,
        _ registry: Registry,
        _ publications: Publications,
        _ editor: inout RotationEditor
    ) throws -> Standing {
        let cluster = entry.cluster
        let name = cluster.name
        let publication = publications.newest(of: cluster)
        let rotation = try registry.rotation(of: entry)
        let groups = rotation.groups
        if invocation.flag("--abandon") {
            guard rotation.isAsked || rotation.next != nil else {
                return Standing(cluster: name, kind: .idle, what: "no rotation to give up")
            }
            if rotation.next != nil, let active = rotation.active,
                let one = rotation.missing(active.id).first
            {
                return Standing(
                    cluster: name,
                    kind: .refused,
                    what:
                        "key \(one.key.id) of \(one.group.name) is not sealed to its active key \(active.id)",
                    hint:
                        "fleetseal rotate --cluster \(name) --restore, or fleetseal group sync, first"
                )
            }
            editor.abandon(rotation.next?.id, cluster, groups)
            let what = rotation.next.map { "its next key \($0.id) is given up" }
            return Standing(
                cluster: name,
                kind: .abandoned,
                what: what ?? "it is not asked for a key any more"
            )
        }
        if let what = publications.misplaced[name] {
            return Standing(
                cluster: name,
                kind: .refused,
                what: what,
                hint:
                    "an agent runs there with the name of this cluster, or somebody else may push to its reference: find out who"
            )
        }
        if invocation.flag("--new-instance"), let publication,
            let last = cluster.document.publication,
            last.instance != publication.origin.instance
        {
            return believe(publication, rotation, cluster, &editor)
        }
        guard let active = rotation.active else {
            return Standing(
                cluster: name,
                kind: .refused,
                what: "it has no active key",
                hint: "fleetseal cluster replace-key \(name) gives it a new one"
            )
        }
        if invocation.flag("--restore") {
            let restoration = Restoration(rotation, cluster, publication, invocation)
            return try restoration.run(&editor)
        }
        guard let publication else { return unpublished(rotation, name, active, cluster, &editor) }
        let step: ClusterRotation.Step
        do throws(ClusterRotation.Disagreement) {
            step = try rotation.step(publication)
        } catch {
            return Standing(cluster: name, refused: error)
        }
        switch step {
        case .none: return begin(name, active, cluster, &editor)
        case .asked:
            return Standing(cluster: name, kind: .waiting, what: "waits for its agent's next key")
        case .waiting(let what):
            return Standing(cluster: name, kind: .waiting, what: "waits for \(what)")
        case .take(let next, let lines):
            editor.take(next, lines, of: publication, cluster, groups)
            let count = String(lines.count, "group key")
            let what = next.map { "took over its next key \($0.publicKey.id), with \(count)" }
            return Standing(cluster: name, kind: .taken, what: what ?? "took over \(count)")
        case .promote(let old, let new):
            editor.promote(from: old, to: new, of: publication, cluster, groups)
            return Standing(
                cluster: name,
                kind: .promoted,
                what: "\(new) is its key now, \(old) is retired"
            )
        }
    }

    /// Takes the agent for the one that goes on from here.
    private func believe(
        _ publication: Publication,
        _ rotation: ClusterRotation,
        _ cluster: Vouched<ClusterDocument>,
        _ editor: inout RotationEditor
    ) -> Standing {
        do throws(ClusterRotation.Disagreement) {
            try rotation.judgeApart(publication)
        } catch {
            return Standing(cluster: cluster.name, refused: error)
        }
        editor.believe(publication, of: cluster)
        let what = "the agent is believed as instance \(publication.origin.instance)"
        return Standing(cluster: cluster.name, kind: .taken, what: what)
    }

    private func begin(
        _ name: String,
        _ active: ClusterKey,
        _ cluster: Vouched<ClusterDocument>,
        _ editor: inout RotationEditor
    ) -> Standing {
        let created = active.item.created
        guard let days = Age.days(from: created, to: Today.utc()), days >= age.days else {
            let what = "nothing is due: \(active.id) was made on \(created)"
            return Standing(cluster: name, kind: .idle, what: what)
        }
        editor.ask(cluster, toFollow: active.id)
        return Standing(
            cluster: name,
            kind: .asked,
            what: "asked for a key to follow \(active.id) of \(created)"
        )
    }

    private func unpublished(
        _ rotation: ClusterRotation,
        _ name: String,
        _ active: ClusterKey,
        _ cluster: Vouched<ClusterDocument>,
        _ editor: inout RotationEditor
    ) -> Standing {
        guard rotation.isAsked || rotation.next != nil else {
            return begin(name, active, cluster, &editor)
        }
        return Standing(
            cluster: name,
            kind: .waiting,
            what: "waits: nothing that its agent publishes was found"
        )
    }
}
