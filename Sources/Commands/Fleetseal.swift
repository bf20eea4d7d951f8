package import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

/// The program `fleetseal`.
package enum Fleetseal {
    /// The version of this build.
    package static let version = "0.1.0"

    /// Everything it can do, in the order of the overview.
    package static let program = Program(
        version: version,
        summary: "per-cluster secrets for fleets, safe to keep in Git",
        commands: [
            .initialize,
            .set, .unset, .remove, .seal, .split, .open, .reseal, .render,
            .clusterAdd, .clusterList, .clusterShow, .clusterLabel, .clusterRemove, .clusterRevoke,
            .clusterReplaceKey, .clusterForgetKey, .clusterInstall,
            .groupAdd, .groupList, .groupShow, .groupSync, .groupRekey, .groupRetire, .groupRemove,
            .operatorAdd, .operatorList, .operatorRemove,
            .check, .plan,
            .rotate, .status, .breakGlass, .capture, .pruneAcknowledge,
            .explain, .diff, .parity, .coverage, .keysUsage, .keysStale, .log, .exposure,
            .identityNew, .identityShow, .trustShow, .trustAdd, .sign,
            .gitSetup, .gitTextconv, .gitMerge,
        ],
        groups: [
            "cluster":
                "clusters: add, list, show, label, remove, revoke, replace-key, forget-key, install",
            "group": "groups of clusters: add, list, show, sync, rekey, retire, remove",
            "operator": "who vouches for the registry: add, list, remove",
            "keys": "keys and what is sealed to them: usage, stale",
            "prune": "Secrets that an agent holds back: acknowledge",
            "identity": "your own private key: new, show",
            "trust": "whom this computer trusts: show, add",
            "git": "drivers and a hook for git: setup, and what they call: textconv, merge",
        ],
        sections: [
            Program.Section(
                "Secrets",
                ["set", "unset", "rm", "seal", "split", "open", "reseal", "render"]
            ),
            Program.Section(
                "The fleet",
                ["init", "cluster", "group", "operator", "rotate", "sign"]
            ),
            Program.Section("Before a merge", ["check", "plan"]),
            Program.Section("In the clusters", ["status", "break-glass", "capture", "prune"]),
            Program.Section(
                "What is where, and since when",
                ["explain", "diff", "parity", "coverage", "keys", "log", "exposure"]
            ),
            Program.Section("You", ["identity", "trust", "git", "completion", "help"]),
        ],
        names: names
    )

    /// Hardens the process, runs its command line and gives the exit status.
    package static func main() -> Int32 {
        _ = ProcessHardening.apply()
        return program.main().rawValue
    }

    /// Names for the shell's completion, from paths alone: nothing is verified to list names.
    private static func names(_ kind: ValueKind, _ invocation: Invocation) -> [String] {
        guard let tree = try? FleetFolder(around: invocation.folder).reading() else { return [] }
        let clusters = { (try? tree.yamlFiles(in: Documents.Place.clusters)) ?? [] }
        let groups = { (try? tree.yamlFiles(in: Documents.Place.groups)) ?? [] }
        switch kind {
        case .cluster: return clusters().map(stem)
        case .group: return (groups() + clusters()).map(stem)
        case .document: return ((try? SecretStore(tree).titles()) ?? []).map(\.description)
        case .operatorName: return (try? Registry.unverifiedFleet(tree).operators.map(\.name)) ?? []
        default: return []
        }
    }

    private static func stem(_ path: String) -> String {
        String((path.split(separator: "/").last ?? "").dropLast(5))
    }
}
