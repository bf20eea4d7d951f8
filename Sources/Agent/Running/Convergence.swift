internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing
internal import Telemetry

/// Brings a target to what a picture of the fleet asks for.
struct Convergence {
    private let target: FolderTarget
    private let drift: Drift
    private let log: Log

    init(_ target: FolderTarget, _ drift: Drift, _ log: Log) {
        self.target = target
        self.drift = drift
        self.log = log
    }

    func run(
        _ picture: ClusterPicture,
        _ digestKey: borrowing DigestKey
    ) -> [(name: SecretName, report: Report)] {
        var reports: [(name: SecretName, report: Report)] = []
        for document in picture.documents {
            switch document.state {
            case .notForThisCluster: continue
            case .held(let problem), .refused(let problem):
                reports.append((document.name, Report(problem)))
            case .wanted(let secret):
                do throws(Failure) {
                    reports.append(
                        (document.name, try deliver(document.id, secret, picture, digestKey))
                    )
                } catch {
                    let problem: Problem
                    switch error {
                    case .cannotOpen(let found): problem = found
                    case .target(let text): problem = Problem(.targetFailed, text)
                    default: problem = Problem(.targetFailed, "\(error)")
                    }
                    reports.append((document.name, Report(problem)))
                }
            }
        }
        return reports
    }

    private func deliver(
        _ id: DocumentID,
        _ secret: DesiredSecret,
        _ picture: ClusterPicture,
        _ digestKey: borrowing DigestKey
    ) throws(Failure) -> Report {
        let observed = try target.observe(secret.name)
        if let live = observed.live, live.marks == nil {
            return Report(Problem(.notOwned, "write \(secret.name): something else stands there"))
        }
        if let live = observed.live, live.contents == .asWritten,
            live.marks?.digest?.source == secret.source
        {
            return Report(Problem(.applied, "up to date"))
        }
        let opened = try Self.open(id, picture)
        let contents = Self.contents(of: opened, secret, digestKey)
        let marks = SecretMarks(
            document: id,
            digest: WrittenDigest(source: secret.source, form: secret.form, contents: contents),
            keys: opened.items.map(\.key),
            deletion: secret.deletion,
            pendingRestart: nil
        )
        let writer = try target.prepare(secret.name, opened, marks: marks)
        do throws(FileError) {
            try writer.publish()
        } catch {
            throw Failure(target: error)
        }
        log.audit(
            .init("document", .text(id.description)),
            .init("secret", .text(secret.name.description)),
            .init("action", "write")
        )
        return Report(Problem(.applied, "written"))
    }

    private static func open(
        _ id: DocumentID,
        _ picture: ClusterPicture
    ) throws(Failure) -> OpenedSecret {
        do throws(Problem) {
            return try picture.registry.open(id, part: picture.parts[id.path], in: picture.tree)
        } catch {
            throw .cannotOpen(error)
        }
    }

    private static func contents(
        of opened: borrowing OpenedSecret,
        _ secret: DesiredSecret,
        _ digestKey: borrowing DigestKey
    ) -> ContentDigest {
        digestKey.contents(of: secret.name, type: secret.type) { input in
            for item in opened.items {
                input.append(item.key)
                input.append(opened.value(item))
            }
        }
    }
}
