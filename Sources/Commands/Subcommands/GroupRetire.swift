internal import CommandLine
internal import Files
internal import Fleet
internal import Git
internal import Inspection
internal import Sealing

extension Command {
    static let groupRetire = Command(
        "group retire",
        summary: "drop a group's old keys once no value needs them",
        arguments: [.many("NAME", .group, atLeast: 1)],
        options: [
            CommittedNeed.option
        ] + Session.committingOptions,
        details: """
            Refused while a value is sealed to an old key: in the work tree, in the commit that is \
            checked out, or in one that --ref names, such as a release branch that clusters follow. \
            Clusters may get the groups before they get the values, so what was re-sealed is committed \
            first.
            """,
        examples: [
            "fleetseal group retire production",
            "fleetseal group retire production --ref 'refs/remotes/origin/release-*' --commit --push",
        ]
    ) { invocation in
        try GroupRetirement(invocation).run()
    }
}

/// One run of `group retire`.
struct GroupRetirement {
    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) {
        self.invocation = invocation
    }

    func run() throws -> ExitCode {
        let session = try Session(withIdentity: invocation)
        try session.committing { registry in
            let editor = try session.editor(registry)
            let dropped = try editor.retire(invocation.many("NAME"))
            try refuseNeeded(dropped)
            var (groups, lines): ([String], [String]) = ([], [])
            for (name, keys) in dropped {
                let line =
                    keys.isEmpty
                    ? "group \(name): nothing to drop"
                    : "group \(name): dropped \(keys.map(\.text).joined(separator: ", "))"
                terminal.note(line)
                guard !keys.isEmpty else { continue }
                groups.append(name)
                lines.append(line)
            }
            return CommitMessage(
                "Retire old keys of \(CommitMessage.names(groups, "group"))",
                lines
            )
        }
        return .done
    }

    /// Refuses to drop a key that a commit in use still needs.
    private func refuseNeeded(_ dropped: [(group: String, keys: [KeyID])]) throws {
        var need = try CommittedNeed(invocation, of: Set(dropped.flatMap(\.keys)))
        for (group, keys) in dropped {
            guard let found = try need.first(of: keys) else { continue }
            throw Failure(
                "retire key \(found.key) of group \(group): at \(Terminal.escaped(found.place)) (\(found.commit.id.short)) values still need it, in \(PathText.listed(found.paths))",
                hint: found.place == GitPlaces.head
                    ? "commit what was resealed first: clusters may get the group before the values"
                    : "reseal there too, or bring the resealed values there, as long as it is in use"
            )
        }
    }
}

/// What commits in use need of keys that are to be dropped.
struct CommittedNeed {
    /// Values that are sealed to one of them.
    struct Found {
        let key: KeyID
        let place: String
        let commit: Commit
        let paths: [String]
    }

    /// Where to look besides the commit that is checked out.
    static let option = Option.value(
        "--ref",
        "REF",
        "look there too: a branch, a tag, or a pattern such as 'refs/heads/*'",
        repeats: true
    )

    private let places: GitPlaces
    private var need: KeyNeed

    init(_ invocation: Invocation, of keys: Set<KeyID>) throws {
        let folder = try FleetFolder(around: invocation.folder)
        places = try GitPlaces(invocation.values(Self.option.name), root: folder.root)
        need = KeyNeed(keys, in: places.repository)
    }

    /// The first place where one of the keys is needed.
    mutating func first(of keys: [KeyID]) throws -> Found? {
        guard !keys.isEmpty else { return nil }
        for (name, commit) in places.commits {
            let own = try need.files(of: commit).filter { !$0.keys.isDisjoint(with: keys) }
            guard let key = keys.first(where: { key in own.contains { $0.keys.contains(key) } })
            else { continue }
            return Found(key: key, place: name, commit: commit, paths: own.map(\.path))
        }
        return nil
    }
}

/// Commits that are in use: the one that is checked out, and those that the user names.
struct GitPlaces {
    static let head = "HEAD"

    let repository: Repository
    /// Each commit once, by the name that came first.
    let commits: [(name: String, commit: Commit)]

    /// What starts with `refs/` is a pattern as `git for-each-ref` takes it, and must match something.
    init(_ names: [String], root: String) throws {
        repository = try Repository(root: root)
        var found: [(name: String, commit: Commit)] = []
        if !repository.isEmpty { found.append((Self.head, try repository.commit(Self.head))) }
        for name in names {
            guard name.hasPrefix("refs/") else {
                found.append((name, try repository.commit(name)))
                continue
            }
            let listed = try GitProgram(in: root)
                .output(["for-each-ref", "--format=%(refname)", name])
                .split(separator: "\n").map(String.init)
            guard !listed.isEmpty else {
                throw Failure(
                    "look at \(Terminal.escaped(name)): no branch or tag is called so",
                    hint: "git for-each-ref lists them"
                )
            }
            for reference in listed { found.append((reference, try repository.commit(reference))) }
        }
        var seen: Set<ObjectID> = []
        commits = found.filter { seen.insert($0.commit.id).inserted }
    }
}
