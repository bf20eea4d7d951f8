internal import CommandLine
internal import Documents
internal import Fleet
internal import Reconciling
internal import Telemetry

/// How an agent is to run.
struct Settings: Sendable {
    /// Where documents come from.
    enum Source: Sendable {
        case directory(String)
        case git(GitSettings)
    }

    let cluster: String
    let trust: TrustAnchor
    let keyFiles: [String]
    let source: Source
    let target: String
    let state: String?
    let drift: Drift
    let fileMode: UInt32
    let logLevel: Log.Level
    let isOnce: Bool
    /// How old a key may get before the agent makes another unasked; 0: any age.
    let keyRotationPeriod: Duration
    let acknowledged: Set<String>
    let rescan: Duration
    let listen: ListenAddress?
    let hookSecret: String?
    let showsNames: Bool

    init(_ values: SettingValues) throws {
        cluster = try Self.cluster(values)
        trust = try Self.trust(values)
        keyFiles = values["key"]
        guard !keyFiles.isEmpty else {
            throw UsageError(
                "--key is missing",
                hint:
                    "--key FILE with the cluster's private key; fleetseal cluster add NAME --new-key FILE makes one"
            )
        }
        source = try Self.source(values)
        target = try Self.folder("target", values)
        if let setting = ClusterSettings.all.first(where: { !values[$0.name].isEmpty }) {
            throw UsageError(
                "\(values.place(of: setting.name)): only --target kubernetes takes it"
            )
        }
        state = values.value("state")
        drift = values.value("drift").flatMap { Drift(rawValue: $0) } ?? .detect
        fileMode = values.value("file-mode").flatMap { UInt32($0, radix: 8) } ?? 0o400
        logLevel = values.value("log-level").flatMap { Log.Level(rawValue: $0) } ?? .info
        isOnce = values.flag("once")
        keyRotationPeriod = try Self.period("key-rotation-period", values) ?? .zero
        acknowledged = Set(values["prune-acknowledged"])
        rescan = try Self.duration("rescan", values) ?? .seconds(300)
        listen = try Self.address(values)
        hookSecret = values.value("hook-secret")
        showsNames = values.flag("show-names")
    }

    static func cluster(_ values: SettingValues) throws -> String {
        let cluster = try required(
            "cluster",
            values,
            hint: "--cluster NAME; fleetseal cluster list shows the names"
        )
        guard Names.isLabel(cluster) else {
            throw UsageError(
                "\(values.place(of: "cluster")): not a name of a cluster",
                hint: "names have 1 to 63 of a-z 0-9 - and do not start or end with -"
            )
        }
        return cluster
    }

    static func trust(_ values: SettingValues) throws -> TrustAnchor {
        _ = try required(
            "trust",
            values,
            hint:
                "without operators to believe, whoever can write to the source could send anything: --trust FINGERPRINT or FILE (fleetseal operator list, fleetseal trust show --export)"
        )
        return try TrustAnchor(given: values["trust"])
    }

    static func required(
        _ name: String,
        _ values: SettingValues,
        hint: String
    ) throws -> String {
        guard let value = values.value(name), !value.isEmpty else {
            throw UsageError("--\(name) is missing", hint: hint)
        }
        return value
    }

    static func source(_ values: SettingValues) throws -> Source {
        guard values.value("source") == "git" else {
            if let setting = GitSettings.all.first(where: values.isGiven) {
                throw UsageError("\(values.place(of: setting.name)): only --source git takes it")
            }
            return .directory(try folder("source", values))
        }
        try requireState(values)
        return .git(try GitSettings(values))
    }

    static func requireState(_ values: SettingValues) throws {
        guard values.value("state") != nil else {
            throw UsageError(
                "--state is missing",
                hint: "--source git keeps its clone there: --state DIR"
            )
        }
    }

    /// What only a folder as target has.
    static let folderOnly = ["file-mode"]

    /// The path of `directory:PATH`.
    private static func folder(_ name: String, _ values: SettingValues) throws -> String {
        let text = try required(name, values, hint: "--\(name) directory:PATH")
        let kind = "directory:"
        guard text.hasPrefix(kind), text.utf8.count > kind.utf8.count else {
            throw UsageError(
                "\(values.place(of: name)): not a \(name) that this agent knows",
                hint: name == "source"
                    ? "--source custom-resources, git or directory:PATH"
                    : "--target kubernetes or directory:PATH"
            )
        }
        return String(text.dropFirst(kind.count))
    }

    /// `90s`, `5m`, `1h`.
    static func duration(_ name: String, _ values: SettingValues) throws -> Duration? {
        guard let text = values.value(name) else { return nil }
        let units = ["s": 1, "m": 60, "h": 3_600]
        guard let unit = text.last.flatMap({ units[String($0)] }),
            let number = Int(text.dropLast()), (1...1_000_000).contains(number),
            number * unit <= 7 * 86_400
        else {
            throw UsageError(
                "\(values.place(of: name)): not a duration of at least 1s and at most 168h",
                hint: "a number with s, m or h, such as 5m"
            )
        }
        return .seconds(number * unit)
    }

    /// `90d`, `24h`; 0: never.
    static func period(_ name: String, _ values: SettingValues) throws -> Duration? {
        guard let text = values.value(name), text != "0" else { return nil }
        let units = ["h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[String($0)] }),
            let number = Int(text.dropLast()), (1...100_000).contains(number),
            number * unit >= 86_400
        else {
            throw UsageError(
                "\(values.place(of: name)): not 0 and not a duration of at least 24h",
                hint: "a number with d or h, such as 90d"
            )
        }
        return .seconds(number * unit)
    }

    static func address(_ values: SettingValues) throws -> ListenAddress? {
        guard let text = values.value("listen") else { return nil }
        guard let address = ListenAddress(text) else {
            throw UsageError(
                "\(values.place(of: "listen")): not an address with a port",
                hint: "127.0.0.1:9464 or [::1]:9464; names are not looked up"
            )
        }
        return address
    }

    /// What the inventory decides by.
    var policy: Policy {
        Policy(
            drift: drift,
            canRestart: false,
            mergesKeys: false,
            // A single run sees all at once.
            prune: isOnce ? PruneLimit(settling: .zero) : PruneLimit()
        )
    }
}
