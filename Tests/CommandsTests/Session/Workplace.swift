import Foundation

/// A temporary Git work tree with a person's configuration beside it, where the real program runs.
final class Workplace: Sendable {
    let folder: URL
    private let environment: [String: String]

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .resolvingSymlinksInPath().appending(path: "fleetseal-\(UUID().uuidString)")
        for name in ["fleet", "config", "home"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name),
                withIntermediateDirectories: true
            )
        }
        environment = [
            "PATH": "\(Self.binary.deletingLastPathComponent().path):/usr/local/bin:/usr/bin:/bin",
            "HOME": folder.appending(path: "home").path,
            "XDG_CONFIG_HOME": folder.appending(path: "config").path,
            "SOURCE": Self.source.path,
            "USER": "alice", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            // A leak report would go where messages go.
            "ASAN_OPTIONS": "detect_leaks=0",
        ]
        _ = try run("git init -q -b main")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// What one command line printed, and its exit status.
    struct Outcome {
        let output: String
        let error: String
        let status: Int32
    }

    /// Runs a line of a shell in the work tree, without a terminal.
    func run(_ line: String) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // A session of its own has no terminal, whoever runs the tests.
        process.arguments = ["setsid", "--wait", "sh", "-c", line]
        process.currentDirectoryURL = folder.appending(path: "fleet")
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        // Files, since a pipe that is full would stop a program that writes to both.
        let (output, error) = (try stream(), try stream())
        process.standardOutput = output
        process.standardError = error
        try process.run()
        process.waitUntilExit()
        return Outcome(
            output: try Self.content(output),
            error: try Self.content(error),
            status: process.terminationStatus
        )
    }

    private func stream() throws -> FileHandle {
        let file = folder.appending(path: UUID().uuidString)
        try Data().write(to: file)
        let handle = try FileHandle(forUpdating: file)
        try FileManager.default.removeItem(at: file)
        return handle
    }

    private static func content(_ handle: FileHandle) throws -> String {
        try handle.seek(toOffset: 0)
        defer { try? handle.close() }
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// The root of the repository, for sessions that copy an example.
    private static let source = (0..<4).reduce(URL(filePath: #filePath)) { file, _ in
        file.deletingLastPathComponent()
    }

    /// The program of the same build as the tests.
    private static var binary: URL {
        if let named = ProcessInfo.processInfo.environment["FLEETSEAL"] {
            return URL(filePath: named)
        }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "fleetseal")
    }
}
