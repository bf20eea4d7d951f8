internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

extension Command {
    static let clusterLabel = Command(
        "cluster label",
        summary: "change a cluster's labels and with them its groups",
        arguments: [.required("NAME", .cluster), .many("KEY=VALUE|KEY-", atLeast: 1)],
        options: Session.committingOptions,
        details:
            "KEY=VALUE sets a label, KEY- takes it away. A group that the cluster leaves is due for a new key.",
        examples: ["fleetseal cluster label us-east-1 tier=restricted canary-"]
    ) { invocation in
        let changes = invocation.many("KEY=VALUE|KEY-")
        let removed = changes.filter { $0.hasSuffix("-") && !$0.contains("=") }.map {
            String($0.dropLast())
        }
        let set = try LabelArguments.pairs(
            changes.filter { !($0.hasSuffix("-") && !$0.contains("=")) }
        )
        let session = try Session(withIdentity: invocation)
        try session.committing { registry in
            let name = invocation.argument("NAME")
            let change = try session.editor(registry).label(name, set: set, remove: removed)
            if !change.joined.isEmpty {
                invocation.terminal.note("joins \(change.joined.joined(separator: ", "))")
            }
            RekeyAdvice(invocation.terminal).note(change.left, "it leaves")
            return CommitMessage(
                "Label cluster \(name): \(changes.joined(separator: " "))",
                (change.joined.isEmpty ? [] : ["joins \(change.joined.joined(separator: ", "))"])
                    + RekeyAdvice.lines(change.left, "it leaves")
            )
        }
        return .done
    }

    static let clusterRemove = Command(
        "cluster remove",
        summary: "take a cluster out of the fleet for good",
        arguments: [.required("NAME", .cluster)],
        options: MemberDeparture.options,
        details: """
            Leaves a tombstone, so that the name is never used again; takes its lines out of all groups \
            and its own layers out of all secrets. Every group that it could open gets a new key, and \
            values move to the new keys as far as your identity opens them; what is left for somebody \
            else is said, and fleetseal check fails until it is done. Then it lists what the cluster \
            may have read and the fleet still uses, from Git's history. All files change or none; run \
            again, it does what is left.
            """,
        examples: [
            "fleetseal cluster remove us-east-1", "fleetseal cluster remove us-east-1 --json",
        ]
    ) { invocation in
        let name = invocation.argument("NAME")
        return try MemberDeparture(invocation, of: .cluster(name)).run { editor, report in
            let wasOut = try editor.registry.clusterIfAny(name)?.isRemoved ?? false
            report.files = try editor.removeCluster(name).secrets
            if invocation.flag("--json") { return "Remove cluster \(name)" }
            invocation.terminal.note(
                wasOut
                    ? "cluster \(name) was out of the fleet already"
                    : "cluster \(name) is out of the fleet; \(String(report.files.count, "file")) had a layer for it"
            )
            return "Remove cluster \(name)"
        }
    }

    static let clusterRevoke = Command(
        "cluster revoke",
        summary: "never use a cluster's keys again, after a theft",
        arguments: [.required("NAME", .cluster)],
        options: Session.committingOptions,
        details: """
            Takes an operator's signature and opens nothing, so that whoever is on call can do it. From \
            the next commit on nothing is sealed to the keys. What was sealed to them before stays \
            readable with them: it names the commands that come next, and counts what the thief may have \
            read. Run again, it does what is left and names what is still to do.
            """,
        examples: ["fleetseal cluster revoke us-east-1"]
    ) { invocation in
        let name = invocation.argument("NAME")
        let session = try Session(withIdentity: invocation)
        var due: [String] = []
        try session.committing { registry in
            _ = try session.editor(registry).revokeCluster(name)
            due = try Departure(of: .cluster(name), from: registry.changed()).due
            return CommitMessage(
                "Revoke the keys of cluster \(name)",
                RekeyAdvice.lines(due, "they could open")
            )
        }
        let terminal = invocation.terminal
        terminal.note("the keys of \(name) are revoked")
        RekeyAdvice(terminal).note(due, "they could open")
        let exposure = try MemberExposure(invocation).of(.cluster(name))
        ExposureReport(exposure: exposure, isCurrentOnly: true).count(to: terminal)
        terminal.note(
            "list them: fleetseal exposure \(name) --as cluster --current; when the cluster is clean: fleetseal cluster replace-key \(name), else fleetseal cluster remove \(name)"
        )
        return .done
    }

    static let clusterReplaceKey = Command(
        "cluster replace-key",
        summary: "give a cluster a new key when the old one is lost",
        arguments: [.required("NAME", .cluster)],
        options: [
            .value("--key", "FSPUB", "the new public key (fspub1…)")
        ] + NewClusterKey.options + Session.committingOptions,
        details:
            "The lines for the old keys go, lines for the new one come. If the old key may have been stolen, revoke it first.",
        examples: ["fleetseal cluster replace-key us-east-1 --key fspub1…"]
    ) { invocation in
        let name = invocation.argument("NAME")
        let new = try NewClusterKey(invocation, of: name)
        let session = try Session(withIdentity: invocation)
        try session.committing { registry in
            let known = try registry.cluster(name).cluster.document.kubeSystemUID
            if let known, let now = new.kubeSystem, known != now {
                invocation.terminal.warn(
                    "this is another Kubernetes cluster than before: its kube-system was \(Terminal.escaped(known)), and is \(now)"
                )
            }
            let groups = try session.editor(registry).replaceKey(
                of: name,
                with: new.publicKey,
                kubeSystem: new.kubeSystem
            )
            try new.write()
            let line =
                "cluster \(name) has key \(new.publicKey.id) now, in \(groups.joined(separator: ", "))"
            invocation.terminal.note(line)
            return CommitMessage("Replace the key of cluster \(name)", [line])
        }
        return .done
    }
}
