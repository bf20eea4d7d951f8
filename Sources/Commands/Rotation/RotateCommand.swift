internal import CommandLine
internal import Documents
internal import Inspection
internal import JSON

extension Command {
    static let rotate = Command(
        "rotate",
        summary: "take the rotation of clusters' keys one step further",
        options: [
            .value("--cluster", "NAME", "a cluster", .cluster, repeats: true),
            .value("--select", "SELECTOR", "the clusters that match: env=prod,region in (eu,us)"),
            .flag("--all", "every cluster"),
            .flag("--groups", "the keys of groups instead, with an identity"),
            .value(
                "--context",
                "CONTEXT",
                "read what the agent publishes where this context of the kubeconfig file leads",
                repeats: true
            ),
            .value(
                "--from",
                "FILE",
                "read what an agent publishes from a file",
                .file,
                repeats: true
            ),
            .value(
                "--from-ref",
                "REMOTE",
                "read what agents have pushed to refs/fleetseal/clusters/NAME of this remote",
                repeats: true
            ),
            ClusterConnection.kubeconfig, ClusterConnection.agentNamespace,
            .value(
                "--older-than",
                "AGE",
                "begin where the active key is so old: 90d, 12w (30d; 0d begins at once)"
            ),
            .value("--wait", "DURATION", "go on until all is done, for so long at most: 10m"),
            CommittedNeed.option,
            .flag("--abandon", "give the next key up"),
            .flag(
                "--restore",
                "bring lines back from Git's history, for the key that the cluster uses"
            ),
            .flag("--new-instance", "believe an agent that has lost its memory"),
            .json,
        ] + Session.committingOptions,
        details: """
            Needs no private key. A rotation has four steps, each a commit of its own: the registry asks \
            for a next key; the cluster's agent makes it and publishes it, with the keys of its groups \
            sealed to it and a proof of each; the registry takes that over; and once all of it is in \
            place the next key becomes the active one, and the lines for the old one go. Each run does \
            the step that is due for each cluster and says what it waits for, so that it may run as often \
            as you like. What an agent publishes is verified by the keys that the registry has already: \
            whoever can write it can keep a rotation from going on, and no more.

            --from-ref is for clusters that cannot be reached: their agents push to a reference each \
            (fleetseal-agent run --publish-ref), and your own git fetches those of the chosen clusters. \
            No reference is made in your clone.

            With --groups it drops keys of groups that no value needs any more, gives new keys to groups \
            whose key is old or who lost a member, and moves their values as far as your identity opens \
            them; keys are dropped by the next run.
            """,
        examples: [
            "fleetseal rotate --cluster us-east-1 --context us-east-1 --older-than 0d",
            "fleetseal rotate --all --older-than 90d --from us-east-1.publication",
            "fleetseal rotate --all --older-than 90d --from-ref origin --commit --push",
            "fleetseal rotate --groups --older-than 90d --commit --push",
        ]
    ) { invocation in
        guard let age = Age(invocation.value("--older-than") ?? "30d") else {
            throw UsageError("--older-than is not an age", hint: "days or weeks: 90d, 12w")
        }
        guard invocation.flag("--groups") else {
            let choices = ["--abandon", "--restore", "--new-instance"].filter(invocation.flag)
            guard choices.count < 2 else {
                throw UsageError("\(choices[0]) and \(choices[1]) exclude each other")
            }
            return try RotationRun(invocation, olderThan: age).run()
        }
        try refuse(invocation, beside: "--groups")
        return try GroupRotationRun(invocation, olderThan: age).run()
    }
}

/// Refuses what is for clusters.
private func refuse(_ invocation: Invocation, beside option: String) throws {
    let flags = ["--all", "--abandon", "--restore", "--new-instance"].filter(invocation.flag)
    let values = ["--select", "--wait", "--cluster", "--context", "--from", "--from-ref"].filter {
        !invocation.values($0).isEmpty || invocation.value($0) != nil
    }
    guard let other = (flags + values).first else { return }
    throw UsageError("\(other) and \(option) exclude each other")
}

/// Which clusters a command is for.
enum ChosenClusters {
    case named([String])
    case matching(LabelSelector)
    case all

    init(_ invocation: Invocation) throws {
        let names = invocation.values("--cluster")
        switch (names.isEmpty, invocation.value("--select"), invocation.flag("--all")) {
        case (false, nil, false): self = .named(names)
        case (true, let text?, false): self = .matching(try LabelArguments.selector(text))
        case (true, nil, true): self = .all
        default: throw UsageError("exactly one of --cluster, --select and --all is needed")
        }
    }
}
