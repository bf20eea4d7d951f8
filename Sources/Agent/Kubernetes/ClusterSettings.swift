internal import CommandLine
internal import Documents
internal import Fleet
internal import Kubernetes
internal import Reconciling
internal import Telemetry

/// How an agent is to run whose Secrets are those of a cluster.
struct ClusterSettings: Sendable {
    /// Where documents come from.
    enum Source: Sendable {
        case customResources
        case repository(Settings.Source)
        /// The repository that the GitSource of this name names.
        case gitSource(String)

        var isCustomResources: Bool { if case .customResources = self { true } else { false } }
    }

    let source: Source
    let cluster: String
    let trust: TrustAnchor
    let keyFiles: [String]
    let state: String?
    let configuration: Configuration
    /// The namespaces to serve; all of them if absent.
    let namespaces: [String]?
    let workers: Int
    let policy: Policy
    let acknowledged: Set<String>
    let logLevel: Log.Level
    let isOnce: Bool
    /// Where the agent's own keys, memory and Lease are; without it they are files.
    let keyNamespace: String?
    let createsKey: Bool
    /// How old a key may get before the agent makes another unasked; 0: any age.
    let keyRotationPeriod: Duration
    let listen: ListenAddress?
    let hookSecret: String?
    /// Whether the agent pushes its publication to a reference of the repository.
    let publishesReference: Bool
    /// How often a folder is looked at.
    let rescan: Duration
    let showsNames: Bool

    init(_ values: SettingValues) throws {
        cluster = try Settings.cluster(values)
        trust = try Settings.trust(values)
        keyFiles = values["key"]
        keyNamespace = values.value("key-namespace")
        createsKey = values.flag("create-key")
        keyRotationPeriod = try Settings.period("key-rotation-period", values) ?? .zero
        guard keyFiles.isEmpty != (keyNamespace == nil) else {
            throw UsageError(
                keyFiles.isEmpty
                    ? "--key-namespace is missing" : "--key and --key-namespace exclude each other",
                hint:
                    "--key-namespace NAMESPACE, where the agent's keys are Secrets, or --key FILE"
            )
        }
        listen = try Settings.address(values)
        showsNames = values.flag("show-names")
        state = values.value("state")
        source = try Self.source(values)
        publishesReference = try Self.publishes(values)
        rescan = try Settings.duration("rescan", values) ?? .seconds(30)
        hookSecret = values.value("hook-secret")
        do throws(ConfigurationError) {
            configuration = try Configuration.find(
                kubeconfig: values.value("kubeconfig"),
                context: values.value("context")
            )
        } catch {
            throw StartFailure(error.description, hint: error.hint)
        }
        namespaces = try Self.namespaces(values)
        workers = try Self.workers(values)
        acknowledged = Set(values["prune-acknowledged"])
        logLevel = values.value("log-level").flatMap { Log.Level(rawValue: $0) } ?? .info
        isOnce = values.flag("once")
        policy = Policy(
            ownNamespace: values.value("key-namespace"),
            namespaces: namespaces.map(Set.init),
            drift: values.value("drift").flatMap { Drift(rawValue: $0) } ?? .detect,
            adopt: values.value("adopt").flatMap { Adoption(rawValue: $0) } ?? .never,
            types: Set(values["allow-type"]),
            marks: Set(values["allow-mark"]),
            // A single run sees all at once.
            prune: isOnce ? PruneLimit(settling: .zero) : PruneLimit()
        )
    }

    private static func source(_ values: SettingValues) throws -> Source {
        if let setting = Settings.folderOnly.first(where: { !values[$0].isEmpty }) {
            throw UsageError(
                "\(values.place(of: setting)): only --target directory:PATH takes it"
            )
        }
        guard let name = values.value("git-source") else {
            return values.value("source") == "custom-resources"
                ? .customResources : .repository(try Settings.source(values))
        }
        guard values.value("source") == "git" else {
            throw UsageError("\(values.place(of: "git-source")): only --source git takes it")
        }
        let others = GitSettings.all.filter { $0.name != GitSettings.publishRef.name }
        if let setting = others.first(where: values.isGiven) {
            throw UsageError(
                "\(values.place(of: setting.name)): --git-source says all of it"
            )
        }
        try Settings.requireState(values)
        return .gitSource(name)
    }

    private static func publishes(_ values: SettingValues) throws -> Bool {
        let setting = GitSettings.publishRef
        guard values.isGiven(setting) else { return false }
        guard values.value("source") == "git" else {
            throw UsageError("\(values.place(of: setting.name)): only --source git takes it")
        }
        guard values.value("key-namespace") != nil else {
            throw UsageError(
                "\(values.place(of: setting.name)): nothing is published without --key-namespace",
                hint:
                    "an agent in a cluster rotates keys that are Secrets: --key-namespace NAMESPACE"
            )
        }
        return true
    }

    private static func namespaces(_ values: SettingValues) throws -> [String]? {
        let given = values["namespaces"].flatMap { $0.split(separator: ",").map(String.init) }
        guard !given.isEmpty else { return nil }
        for name in given where !Names.isLabel(name) {
            throw UsageError("\(values.place(of: "namespaces")): not a name of a namespace")
        }
        return Set(given).sorted()
    }

    private static func workers(_ values: SettingValues) throws -> Int {
        guard let text = values.value("workers") else { return 16 }
        guard let number = Int(text), (1...256).contains(number) else {
            throw UsageError("\(values.place(of: "workers")): not a number from 1 to 256")
        }
        return number
    }

    /// The settings that only a cluster as target has.
    static let all: [Setting] = [
        .value("kubeconfig", "FILE", "how to reach the cluster, if not from inside of it", .file),
        .value("context", "NAME", "which context of the kubeconfig file to use"),
        .value("namespaces", "NAMES", "serve only these namespaces: a,b", repeats: true),
        .value("workers", "NUMBER", "how many Secrets to work on at a time (16)"),
        .value(
            "adopt",
            "LEVEL",
            "how far documents may take over Secrets of others",
            .choice(["never", "ifEqual", "always"])
        ),
        .value("allow-type", "TYPE", "a further type that Secrets may have", repeats: true),
        .value(
            "allow-mark",
            "KEY",
            "a label or annotation that other controllers obey and templates may set",
            repeats: true
        ),
        .value(
            "key-namespace",
            "NAMESPACE",
            "the agent's own namespace: its keys, what it remembers, its Lease"
        ),
        .flag("create-key", "make the cluster's first key if there is none"),
        .value(
            "git-source",
            "NAME",
            "follow the repository that this GitSource in the cluster names"
        ),
    ]

    /// How documents and metrics name the source.
    var sourceID: SourceID {
        switch source {
        case .customResources: ResourceStore.source
        case .repository(.directory): SourceID("directory")
        case .repository(.git): SourceID("git")
        case .gitSource(let name): SourceID("git/\(name)")
        }
    }

    /// The folder of the clone.
    var clone: String { GitSettings.clone(in: state) }
}
