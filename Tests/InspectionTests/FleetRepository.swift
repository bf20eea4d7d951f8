import Foundation
import Testing

/// A fleet in a Git repository, changed by the program and by Git as people do.
final class FleetRepository: Sendable {
    let folder: URL
    var path: String { folder.appending(path: "fleet").path }

    /// A fleet with clusters of these names, committed.
    init(_ clusters: String...) throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "fleetseal-inspection-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "fleet"),
            withIntermediateDirectories: true
        )
        try run("git init -q -b main && fleetseal init acme")
        for cluster in clusters {
            try run("fleetseal cluster add \(cluster) --new-key ../\(cluster).key")
        }
        try commit("the fleet")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func set(_ value: String, _ key: String, for group: String, in title: String = "pay/db") throws
    {
        try run("printf \(value) | fleetseal set \(title) \(key) --for \(group) --stdin")
    }

    func commit(_ message: String) throws {
        try run("git add -A && git commit -q -m '\(message)'")
    }

    @discardableResult
    func run(_ line: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["setsid", "--wait", "sh", "-c", "{ \(line) ; } 2>&1"]
        process.currentDirectoryURL = folder.appending(path: "fleet")
        process.environment = [
            "PATH": "\(Self.programs):/usr/local/bin:/usr/bin:/bin",
            "HOME": folder.path, "XDG_CONFIG_HOME": folder.appending(path: "config").path,
            "USER": "alice", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
            "ASAN_OPTIONS": "detect_leaks=0",
        ]
        process.standardInput = FileHandle.nullDevice
        // A file, since a pipe that is full would stop the program.
        let file = folder.appending(path: UUID().uuidString)
        try Data().write(to: file)
        let output = try FileHandle(forUpdating: file)
        process.standardOutput = output
        try process.run()
        process.waitUntilExit()
        try output.seek(toOffset: 0)
        let text = String(decoding: try output.readToEnd() ?? Data(), as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(line): \(text)")
        return text
    }

    private static let programs =
        ProcessInfo.processInfo.environment["FLEETSEAL"].map {
            URL(filePath: $0).deletingLastPathComponent().path
        }
        ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .path
}
