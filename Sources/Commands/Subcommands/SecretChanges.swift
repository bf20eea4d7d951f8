internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let unset = Command(
        "unset",
        summary: "take a value out of a layer",
        arguments: [.required("NAMESPACE/NAME", .document), .required("KEY")],
        options: [.value("--for", "GROUP", "the group whose layer it is in", .group)]
            + Session.options,
        details:
            "The clusters of the group then get what a broader layer says, or no such key. An empty layer goes.",
        examples: ["fleetseal unset payments/db legacy-token --for production"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        let key = invocation.argument("KEY")
        try Session(invocation).changing { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            let holders = entry.allLayers.filter { $0.layer.value(key) != nil }.map(\.layer.group)
            guard !holders.isEmpty else {
                let known = Set(entry.allLayers.flatMap { $0.layer.values.map(\.key) }).sorted()
                throw Failure(
                    "unset \(Terminal.escaped(key)) of \(title): no layer has such a value",
                    hint: "its keys: \(known.joined(separator: ", "))"
                )
            }
            guard let group = invocation.value("--for") ?? (holders.count == 1 ? holders[0] : nil)
            else {
                throw UsageError(
                    "--for is missing: \(holders.count) layers have such a value",
                    hint: holders.map { "--for \($0)" }.joined(separator: ", ")
                )
            }
            try SecretEditor(registry).unset(key, for: group, in: entry)
            invocation.terminal.note("\(title): no value of \(key) for \(group) any more")
        }
        return .done
    }

    static let remove = Command(
        "rm",
        summary: "remove a secret with its parts",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: Session.options,
        details:
            "The agents then delete the Secret in their clusters, unless the document says deletion: retain.",
        examples: ["fleetseal rm payments/db"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        try Session(invocation).changing { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            for path in try SecretEditor(registry).remove(entry) {
                invocation.terminal.note("removed \(Terminal.escaped(path))")
            }
        }
        return .done
    }

    static let split = Command(
        "split",
        summary: "move layers of single clusters into files of their own",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: Session.options,
        details: """
            For values that differ in every one of many clusters: NAME@CLUSTER.yaml beside the document \
            holds the layer of that cluster. Ciphertexts stay as they are.
            """,
        examples: ["fleetseal split payments/db"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        try Session(invocation).changing { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            let moved = try SecretEditor(registry).split(entry)
            invocation.terminal.note(
                moved.isEmpty
                    ? "\(title) has no layer of a single cluster"
                    : "\(title): parts for \(moved.joined(separator: ", "))"
            )
        }
        return .done
    }
}
