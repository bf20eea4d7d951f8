internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let render = Command(
        "render",
        summary: "write the documents that concern one cluster",
        options: [
            .value("--cluster", "NAME", "the cluster", .cluster),
            .value("--out", "DIR", "the folder to write to", .folder),
        ] + Session.options,
        details: """
            What Argo CD, Flux or kubectl apply to the cluster: its layers and lines, parts merged, \
            every signature still valid. Needs no key; the same input gives the same bytes. Files of an \
            earlier run that are no longer needed are removed; other files in DIR are left alone, and none \
            is written over. DIR is no part of a fleet: neither its root nor below its keys and secrets.
            """,
        examples: ["fleetseal render --cluster us-east-1 --out rendered/us-east-1"]
    ) { invocation in
        guard let name = invocation.value("--cluster") else {
            throw UsageError(
                "--cluster is missing",
                hint: "--cluster NAME; fleetseal cluster list shows the names"
            )
        }
        guard let out = invocation.value("--out") else { throw UsageError("--out is missing") }
        let root = try FleetFolder(around: invocation.folder).root
        try Session(invocation).reading { registry in
            let files = try ClusterView(name, registry).files()
            let removed = try RenderedFolder(out, of: root).write(files)
            invocation.terminal.note(
                "wrote \(String(files.count, "file")) for \(name) to \(Terminal.escaped(out))\(removed == 0 ? "" : ", removed \(removed)")"
            )
        }
        return .done
    }
}
