internal import CommandLine
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
        let session = try Session(withIdentity: invocation)
        let paths = invocation.many("PATH")
        if !invocation.flag("--yes") {
            let question = "Do you vouch for what stands in \(paths.joined(separator: ", "))?"
            guard try invocation.terminal.ask(question, hint: "a script gives --yes") else {
                throw Failure("sign: not confirmed, nothing was changed")
            }
        }
        try session.signing { signer, tree in
            for path in paths {
                try signer.resign(tree, path)
                invocation.terminal.note("signed \(PathText.escaped(path))")
            }
        }
        return .done
    }
}
