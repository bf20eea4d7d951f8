internal import CommandLine

/// One thing that can be set, by a flag or under the same name in the configuration file.
struct Setting: Sendable {
    let option: Option
    /// The name in the file: the flag's, without dashes.
    let name: String
    /// Whether it is there or not.
    let isFlag: Bool
    let repeats: Bool

    private init(_ option: Option, _ name: String, isFlag: Bool, repeats: Bool) {
        self.option = option
        self.name = name
        self.isFlag = isFlag
        self.repeats = repeats
    }

    /// A setting with a value.
    static func value(
        _ name: String,
        _ placeholder: String,
        _ summary: String,
        _ kind: ValueKind = .text,
        repeats: Bool = false
    ) -> Setting {
        Setting(
            .value("--" + name, placeholder, summary, kind, repeats: repeats),
            name,
            isFlag: false,
            repeats: repeats
        )
    }

    /// A setting that is there or not.
    static func flag(_ name: String, _ summary: String) -> Setting {
        Setting(.flag("--" + name, summary), name, isFlag: true, repeats: false)
    }

    /// Everything that `run` can be told, in the order of its help.
    static let all: [Setting] =
        [
            .value("cluster", "NAME", "the cluster that this agent is, by its name in the fleet"),
            .value(
                "trust",
                "FINGERPRINT|FILE",
                "the operators to believe: fingerprints, files of them, or a pin",
                .file,
                repeats: true
            ),
            .value(
                "key",
                "FILE",
                "a private key of the cluster; the first is the active one",
                .file,
                repeats: true
            ),
            .value(
                "source",
                "KIND",
                "where documents come from: custom-resources, git or directory:PATH"
            ),
            .value("target", "KIND", "where Secrets go: kubernetes or directory:PATH"),
            .value("state", "DIR", "where the agent remembers what it has seen", .folder),
            .value(
                "drift",
                "MODE",
                "what to do about an edit by hand where the document does not say",
                .choice(["heal", "detect", "off"])
            ),
            .value(
                "file-mode",
                "MODE",
                "who may read the files: 0400, 0440 or 0444",
                .choice(["0400", "0440", "0444"])
            ),
            .value(
                "prune-acknowledged",
                "TOKEN",
                "let Secrets go that a PruneBlocked of this token holds back",
                repeats: true
            ),
            .value(
                "rescan",
                "DURATION",
                "how often to look at everything though nothing was reported (5m)"
            ),
            .value(
                "listen",
                "ADDRESS:PORT",
                "serve metrics, health, status and hooks, such as 127.0.0.1:9464"
            ),
            .value(
                "hook-secret",
                "FILE",
                "what a Git server's hook is authenticated with; without it there are no hooks",
                .file
            ),
            .flag(
                "show-names",
                "show names of Secrets in the status to everybody who can reach it"
            ),
            .value(
                "log-level",
                "LEVEL",
                "what to log",
                .choice(["debug", "info", "warning", "error"])
            ),
            .value(
                "key-rotation-period",
                "DURATION",
                "make the next key once the active one is so old, such as 90d (0: when asked)"
            ),
            .flag("once", "converge once, print a summary, exit 0 only if everything is ready"),
        ] + GitSettings.all + ClusterSettings.all
}
