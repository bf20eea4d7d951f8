internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Git
internal import Inspection

extension Command {
    static let plan = Command(
        "plan",
        summary: "show what merging a change does on which clusters",
        arguments: [.optional("RANGE")],
        options: [
            .flag("--markdown", "print Markdown for a pull request, at most 60,000 bytes"), .json,
        ] + Session.options,
        details: """
            RANGE is A..B, A...B (from where they parted) or A (the work tree against it); without one, \
            the work tree against HEAD. Needs no private key.

            Recipients and the registry come first, then templates, scopes and layers, then values by \
            key and group. A `!` marks what must not be overlooked. With --markdown it exits with 3 if \
            what is marked did not fit. docs/reviewing.md says how to read it.
            """,
        examples: [
            "fleetseal plan", "fleetseal plan origin/main...HEAD --markdown",
        ]
    ) { invocation in
        guard !(invocation.flag("--markdown") && invocation.flag("--json")) else {
            throw UsageError("--markdown and --json exclude each other")
        }
        let folder = try FleetFolder(around: invocation.folder)
        let repository = try Repository(root: folder.root)
        HistorySession.warnIfShallow(repository, invocation.terminal)
        let range = try PlanRange(invocation.optional("RANGE"), folder, repository)
        let plan = try PlanRequest(invocation, range, repository).plan()
        if invocation.flag("--json") {
            let value = PlanJSON.value(plan, of: range, isShallow: repository.isShallow)
            try invocation.terminal.print(JSONText.indented(value))
        } else if invocation.flag("--markdown") {
            let markdown = PlanMarkdown(
                plan,
                title: range.title,
                isShallow: repository.isShallow
            )
            try invocation.terminal.print(markdown.text, end: "")
            return markdown.isCut ? .findings : .done
        } else {
            try PlanText(terminal: invocation.terminal).print(plan, of: range)
        }
        return .done
    }
}

/// One call of `plan`.
struct PlanRequest {
    private let invocation: Invocation
    private let range: PlanRange
    private let repository: Repository

    init(_ invocation: Invocation, _ range: PlanRange, _ repository: Repository) {
        self.invocation = invocation
        self.range = range
        self.repository = repository
    }

    func plan() throws -> Plan {
        let builder = PlanBuilder(
            from: range.base,
            to: range.tip,
            changed: range.changed,
            untracked: range.untracked,
            anchor: try anchor()
        )
        var earlier = EarlierVersions(repository)
        return try earlier.marking(builder.build(), from: range.baseCommit)
    }

    /// Whom to believe: decided by what was, so that a change cannot choose its own judges.
    private func anchor() throws -> TrustAnchor {
        let session = Session(invocation)
        if let fleet = try? range.base.fleet() { return try session.anchor(for: fleet) }
        return try session.anchor(for: range.tip.fleet())
    }
}
