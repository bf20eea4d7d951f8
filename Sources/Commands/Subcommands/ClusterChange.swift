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
        options: Session.committingOptions,
        details: """
            Leaves a tombstone, so that the name is never used again; takes its lines out of all groups \
            and its own layers out of all secrets. The groups that it could open are due for a new key: \
            until then it can open what is sealed to them.
            """,
        examples: ["fleetseal cluster remove us-east-1"]
    ) { invocation in
        let session = try Session(withIdentity: invocation)
        let name = invocation.argument("NAME")
        try session.committing { registry in
            let (due, secrets) = try session.editor(registry).removeCluster(name)
            invocation.terminal.note(
                "cluster \(name) is out of the fleet; \(String(secrets.count, "file")) had a layer for it"
            )
            RekeyAdvice(invocation.terminal).note(due, "it could open")
            return CommitMessage(
                "Remove cluster \(name)",
                RekeyAdvice.lines(due, "it could open")
            )
        }
        return .done
    }

    static let clusterRevoke = Command(
        "cluster revoke",
        summary: "never use a cluster's keys again, after a theft",
        arguments: [.required("NAME", .cluster)],
        options: Session.committingOptions,
        details: """
            Takes an operator's signature and opens nothing, so that whoever is on call can do it. From \
            the next commit on nothing is sealed to the keys. What was sealed to them before stays \
            readable with them: re-key the groups named, and change the values at their source.
            """,
        examples: ["fleetseal cluster revoke us-east-1"]
    ) { invocation in
        let session = try Session(withIdentity: invocation)
        let name = invocation.argument("NAME")
        try session.committing { registry in
            let due = try session.editor(registry).revokeCluster(name)
            invocation.terminal.note("the keys of \(name) are revoked")
            RekeyAdvice(invocation.terminal).note(due, "they could open")
            invocation.terminal.note(
                "then change the values of those groups at their source: the thief may have them"
            )
            return CommitMessage(
                "Revoke the keys of cluster \(name)",
                RekeyAdvice.lines(due, "they could open")
            )
        }
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

/// Says which groups are due for a new key, and how to give them one.
struct RekeyAdvice {
    private let terminal: Terminal

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    /// The same for a commit's message.
    static func lines(_ groups: [String], _ why: String) -> [String] {
        guard !groups.isEmpty else { return [] }
        return ["due for a new key, since \(why) them: \(groups.joined(separator: ", "))"]
    }

    func note(_ groups: [String], _ why: String) {
        guard !groups.isEmpty else { return }
        terminal.warn(
            "due for a new key, since \(why) them: \(groups.joined(separator: ", "))",
            hint: groups.prefix(3).map { "fleetseal group rekey \($0)" }.joined(separator: "; ")
                + (groups.count > 3 ? "; …" : "") + "; then fleetseal reseal"
        )
    }
}
