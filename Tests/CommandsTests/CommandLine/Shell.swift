import Foundation
import Testing

/// A shell of this machine, run for real in a folder of its own.
struct Shell {
    let name: String

    /// What it printed and its exit status.
    struct Result {
        let output: String
        let error: String
        let status: Int32
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Runs `script` with `files` beside it; the folder is also where programs are looked for first.
    func run(_ script: String, options: [String] = [], files: [String: String] = [:]) throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try text.write(to: file, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: file.path
            )
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + options + ["-c", script]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": folder.path + ":/usr/local/bin:/usr/bin:/bin", "HOME": folder.path,
            "LC_ALL": "C.UTF-8",
        ]
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let errors = try error.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(
            output: String(decoding: text, as: UTF8.self),
            error: String(decoding: errors, as: UTF8.self),
            status: process.terminationStatus
        )
    }
}
