internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let gitMerge = Command(
        "git merge",
        summary: "merge three versions of a document as git merge does",
        arguments: [
            .required("BASE", .file), .required("OURS", .file), .required("THEIRS", .file),
            .required("SIZE"), .required("PATH"),
        ],
        options: Session.options,
        details: """
            Called by git once `fleetseal git setup` was run. Writes the merged text to OURS; exit code \
            3 says that it has conflicts, with marks of SIZE characters. PATH is the file's place in the \
            repository. Without a pin of the fleet, or with a registry that is not valid, what the \
            registry would decide is a conflict. A private key is used only if FLEETSEAL_IDENTITY or \
            FLEETSEAL_IDENTITY_COMMAND gives one that needs no passphrase.
            """,
        examples: ["fleetseal git merge base.yaml ours.yaml theirs.yaml 7 secrets/payments/db.yaml"]
    ) { invocation in
        guard let size = Int(invocation.argument("SIZE")), (1...1_000).contains(size) else {
            throw UsageError("SIZE is not a number of characters", hint: "git gives 7")
        }
        let texts = try ["BASE", "OURS", "THEIRS"].map {
            try UserFile.read(invocation.argument($0), limit: 64 << 20)
        }
        let path = invocation.argument("PATH")
        let outcome = DocumentMerge(
            path: path,
            base: texts[0],
            ours: texts[1],
            theirs: texts[2],
            markerSize: size,
            knowledge: Session.mergeKnowledge(invocation)
        ).outcome()
        let file = invocation.argument("OURS")
        try UserFile.write(
            file,
            outcome.bytes,
            mode: UserFile.mode(file) ?? 0o644,
            mustNotExist: false
        )
        for conflict in outcome.conflicts {
            invocation.terminal.report(
                Failure("merge: \(conflict.message)", hint: conflict.hint, place: FilePlace(path))
            )
        }
        return outcome.conflicts.isEmpty ? .done : .findings
    }
}

extension Session {
    /// What the registry in the work tree and an identity can tell a merge, as far as they can be had
    /// without a question.
    fileprivate static func mergeKnowledge(_ invocation: Invocation) -> MergeKnowledge {
        let session = Session(invocation)
        // Git's merge goes on without: what is not known stays a conflict.
        guard let tree = try? FleetFolder(around: invocation.folder).reading(),
            let registry = (try? session.registryIfTrusted(tree)) ?? nil
        else { return .none }
        let identity = (try? IdentitySource.fromEnvironment(invocation.environment)) ?? nil
        return MergeKnowledge(
            registry,
            keyring: identity.map { Keyring($0, trust: registry.trust) }
        )
    }
}
