internal import CommandLine
internal import Documents
internal import Fleet
internal import Telemetry

/// How an agent is to run.
struct Settings: Sendable {
    let cluster: String
    let trust: TrustAnchor
    let keyFiles: [String]
    let source: String
    let target: String
    let state: String?
    let drift: Drift
    let fileMode: UInt32
    let logLevel: Log.Level
    let isOnce: Bool

    init(_ values: SettingValues) throws {
        cluster = try Self.required(
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
        _ = try Self.required(
            "trust",
            values,
            hint:
                "without operators to believe, whoever can write to the source could send anything: --trust FINGERPRINT or FILE (fleetseal operator list, fleetseal trust show --export)"
        )
        trust = try TrustAnchor(given: values["trust"])
        keyFiles = values["key"]
        guard !keyFiles.isEmpty else {
            throw UsageError(
                "--key is missing",
                hint:
                    "--key FILE with the cluster's private key; fleetseal cluster add NAME --new-key FILE makes one"
            )
        }
        source = try Self.folder("source", values)
        target = try Self.folder("target", values)
        state = values.value("state")
        drift = values.value("drift").flatMap { Drift(rawValue: $0) } ?? .detect
        fileMode = values.value("file-mode").flatMap { UInt32($0, radix: 8) } ?? 0o400
        logLevel = values.value("log-level").flatMap { Log.Level(rawValue: $0) } ?? .info
        isOnce = values.flag("once")
    }

    private static func required(
        _ name: String,
        _ values: SettingValues,
        hint: String
    ) throws -> String {
        guard let value = values.value(name), !value.isEmpty else {
            throw UsageError("--\(name) is missing", hint: hint)
        }
        return value
    }

    /// The path of `directory:PATH`.
    private static func folder(_ name: String, _ values: SettingValues) throws -> String {
        let text = try required(name, values, hint: "--\(name) directory:PATH")
        let kind = "directory:"
        guard text.hasPrefix(kind), text.utf8.count > kind.utf8.count else {
            throw UsageError(
                "\(values.place(of: name)): not a \(name) that this agent knows",
                hint: "--\(name) directory:PATH"
            )
        }
        return String(text.dropFirst(kind.count))
    }
}
