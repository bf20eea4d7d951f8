import Documents
import Files
import Fleet
import Foundation
import Git
import Testing

@testable import Inspection

/// A committed fleet of three clusters, `us` and `eu` in production and `lab` in staging, whose work
/// tree a test changes.
///
/// `pay/db` has `user` for the fleet, `password` for production and a password of its own for `us`.
final class PlannedFleet {
    let repository: FleetRepository
    private let pin: Pin
    static let secret = "secrets/pay/db.yaml"

    init() throws {
        repository = try FleetRepository()
        try repository.run("fleetseal group add production --select env=production")
        try repository.run("fleetseal group add staging --select env=staging")
        for (name, environment) in [("us", "production"), ("eu", "production"), ("lab", "staging")]
        {
            try repository.run(
                "fleetseal cluster add \(name) --label env=\(environment) --new-key ../\(name).key"
            )
        }
        try repository.set("app", "user", for: "fleet")
        try repository.set("secret", "password", for: "production")
        try repository.set("mine", "password", for: "us")
        try repository.set("token", "token", for: "staging", in: "pay/api")
        try repository.commit("base")
        pin = try Self.pin(repository)
    }

    /// What this computer trusts once everything was committed; a test's own changes do not move it.
    private static func pin(_ repository: FleetRepository) throws -> Pin {
        let store = TrustStore(
            configuration: repository.folder.appending(path: "config/fleetseal").path
        )
        let tree = WorkTree(try Folder(repository.path))
        let fleet = try Registry.unverifiedFleet(tree)
        return try #require(try store.pin(of: fleet.id))
    }

    /// The plan of the work tree against HEAD.
    func plan() throws -> Plan {
        let git = try Repository(root: repository.path)
        let head = try git.commit("HEAD")
        let before = try git.tree(of: head)
        let folder = try Folder(repository.path)
        let changed = try git.changedInWorkTree(since: head)
        let base = PlanSide(before, paths: before.files.map(\.path))
        let known = Set(before.files.map(\.path)).union(changed)
        let paths = try known.filter { try folder.exists($0) }.sorted()
        let builder = PlanBuilder(
            from: base,
            to: PlanSide(folder, paths: paths),
            changed: changed,
            untracked: try Set(changed).subtracting(git.tracked()),
            anchor: .pin(pin)
        )
        var earlier = EarlierVersions(git)
        return try earlier.marking(builder.build(), from: head)
    }

    func text(_ path: String) throws -> String {
        try String(contentsOfFile: repository.path + "/" + path, encoding: .utf8)
    }

    func write(_ path: String, _ text: String) throws {
        let file = URL(filePath: repository.path).appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    /// Changes a file by hand; insists that something changed.
    func tamper(_ path: String, _ old: String, _ new: String) throws {
        let before = try text(path)
        let after = before.replacing(old, with: new, maxReplacements: 1)
        try #require(before != after, "\(path) does not hold \(old)")
        try write(path, after)
    }
}

extension Plan {
    /// The statements of one kind, as text.
    func texts(_ code: String) -> [String] {
        statements.filter { $0.code == code }.map(\.phrase.text)
    }

    func dangerous(_ code: String) -> [PlanStatement] {
        statements.filter { $0.code == code && $0.isDangerous }
    }

    /// `us: pay/db password` for each cluster that gets another version.
    var newVersions: [String] {
        effects.flatMap { effect in
            effect.clusters.indices.flatMap { index in
                effect.changed.map { "\(clusters[index]): \(effect.title) \($0)" }
            }
        }.sorted()
    }
}
