internal import CommandLine
internal import Files
internal import Fleet
internal import Git
internal import Inspection
internal import Sealing

extension Command {
    static let check = Command(
        "check",
        summary: "find everything that is wrong in the repository",
        arguments: [.many("PATH", .file)],
        options: [
            .value("--base", "REV", "also compare the registry with this revision"),
            .flag("--staged", "check what is staged, instead of the work tree"),
            .value(
                "--format",
                "FORMAT",
                "how to write what was found",
                .choice(CheckFormat.allCases.map(\.rawValue))
            ),
            .flag("--strict", "fail on warnings too"),
            .value(
                "--allow",
                "[CODE:]PATH",
                "plaintext, or with a code that finding, in this file or folder is meant to be there",
                .file,
                repeats: true
            ),
        ] + Session.privateOptions,
        details: """
            Reads the whole repository and reports everything it finds, with file, line and what to do. \
            Needs no private key; with --identity it also opens every value that the identity can open. \
            Exits with 3 if there are errors, with --strict also if there are warnings. PATH limits what is \
            reported; it is relative to the fleet's root. Changes nothing, not even what this computer \
            trusts. docs/checks.md explains every code.
            """,
        examples: [
            "fleetseal check",
            "fleetseal check --base origin/main --format github",
            "fleetseal check --staged secrets",
        ]
    ) { invocation in
        let request = try CheckRequest(invocation)
        let check = try request.run()
        let findings = try request.reported(check.findings)
        let format = CheckFormat(rawValue: invocation.value("--format") ?? "") ?? .text
        try format.print(findings, check.counts, invocation.terminal)
        let fails = findings.contains {
            $0.severity == .error || invocation.flag("--strict")
        }
        return fails ? .findings : .done
    }
}

/// One call of `check`: what to look at, and what of it to report.
struct CheckRequest {
    private let invocation: Invocation
    private let session: Session
    private let folder: FleetFolder
    private let identity: HeldKey?

    init(_ invocation: Invocation) throws {
        self.invocation = invocation
        session = Session(invocation)
        folder = try FleetFolder(around: invocation.folder)
        // Only where it was named: a check should not ask for a passphrase by itself.
        let source = try IdentitySource.ifNamed(invocation)
        identity = try source?.key()
    }

    func run() throws -> FleetCheck {
        let repository = try Repository(root: folder.root)
        let tree: WorkTree
        let tracked: [String]
        if invocation.flag("--staged") {
            let staged = try repository.staged(in: invocation.environment["GIT_INDEX_FILE"])
            tree = WorkTree(staged)
            tracked = staged.files.filter { $0.kind == .file }.map(\.path)
        } else {
            tree = try folder.reading()
            tracked = try repository.tracked()
        }
        let base = try invocation.value("--base").map { name in
            let commit = try repository.commit(name)
            return FleetCheck.Base(WorkTree(try repository.tree(of: commit)), name: name)
        }
        let subject = FleetCheck.Subject(tree, tracked: tracked, base: base, identity: identity)
        return try FleetCheck(subject, anchor: session.anchor(for:))
    }

    /// What lies below the paths that were named, without the plaintext that was allowed.
    func reported(_ findings: [Finding]) throws -> [Finding] {
        let paths = try invocation.many("PATH").map(FleetPath.normalized)
        for path in paths where !findings.contains(where: { PathText.isBelow($0.path, path) }) {
            guard try folder.folder.exists(path) else {
                throw Failure(
                    "check \(Terminal.escaped(path)): there is no such file or folder",
                    hint: "paths are relative to the fleet's root, \(Terminal.escaped(folder.root))"
                )
            }
        }
        let allowed = try invocation.values("--allow").map(Allowance.init)
        return findings.filter { finding in
            (paths.isEmpty || paths.contains { PathText.isBelow(finding.path, $0) })
                && !allowed.contains { $0.covers(finding) }
        }
    }
}
