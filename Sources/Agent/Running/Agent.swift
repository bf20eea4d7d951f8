internal import Documents
internal import CommandLine
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing
internal import Telemetry

/// One agent: its source, its target and what it remembers.
final class Agent {
    private let settings: Settings
    private let log: Log
    private let keys: ClusterKeys
    private let reader: FleetReader
    private let root: MountRoot
    private var pin: Pin?

    init(_ settings: Settings, log: Log) throws {
        self.settings = settings
        self.log = log
        keys = try ClusterKeys(files: settings.keyFiles)
        reader = FleetReader(
            cluster: settings.cluster,
            source: SourceID("directory"),
            anchor: settings.trust
        )
        root = try MountRoot(settings.target, fileMode: settings.fileMode)
    }

    /// Converges once and says what came of it.
    func runOnce(_ terminal: Terminal) throws -> ExitCode {
        let picture = try reader.read(Folder(settings.source), pin: pin, keys: keys)
        let target = FolderTarget(
            root,
            fleet: picture.registry.registry.fleet.id,
            cluster: settings.cluster
        )
        let digestKey = DigestKey(SecretBytes.random(count: Digest.count))
        let convergence = Convergence(target, settings.drift, log)
        let reports = convergence.run(picture, digestKey)
        let ready = reports.filter { $0.report.isReady }.count
        try terminal.print("\(ready) of \(reports.count) ready")
        for (name, report) in reports where !report.isReady {
            try terminal.print("\(name)  \(report.reason.rawValue)  \(report.message)")
        }
        return ready == reports.count && picture.strays.isEmpty ? .done : .failed
    }
}
