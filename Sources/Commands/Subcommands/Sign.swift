internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

extension Command {
    static let sign = Command(
        "sign",
        summary: "sign registry files again after an edit by hand",
        arguments: [.many("PATH", .file, atLeast: 1)],
        options: [.flag("--yes", "sign without asking")] + Session.privateOptions,
        details: """
            For merge conflicts and other edits by hand. Raises the epoch and signs every Fleet, \
            FleetCluster and FleetGroup in the files. Read what you sign: a signature says that these \
            labels, members and keys are right. PATH is relative to the fleet's root.
            """,
        examples: ["fleetseal sign keys/groups/production.yaml"]
    ) { invocation in
        let session = Session(invocation)
        let paths = invocation.many("PATH")
        let key = try IdentitySource(invocation).key()
        try session.changing(preparing: { tree in
            if paths.contains(FleetDocument.path) { try session.resignFleet(tree, with: key) }
        }) { registry in
            let signer = try Signer(Keyring(key, trust: registry.trust), registry: registry)
            if !invocation.flag("--yes") {
                guard
                    try invocation.terminal.ask(
                        "Do you vouch for what stands in \(paths.joined(separator: ", "))?",
                        hint: "a script gives --yes"
                    )
                else { throw Failure("sign: not confirmed, nothing was changed") }
            }
            for path in paths {
                if path != FleetDocument.path { try signer.resign(registry.tree, path) }
                invocation.terminal.note("signed \(PathText.escaped(path))")
            }
        }
        return .done
    }
}
