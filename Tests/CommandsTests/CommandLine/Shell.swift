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
        let given = folder.appending(path: ".given")
        try FileManager.default.createDirectory(at: given, withIntermediateDirectories: false)
        for (name, text) in files {
            try text.write(to: given.appending(path: name), atomically: false, encoding: .utf8)
        }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // A program that this process wrote cannot be run while another test starts one: a child
        // holds the open file until it becomes its program. So what runs is a copy by another.
        process.arguments =
            [
                "-c",
                #"for f in .given/*; do [ ! -e "$f" ] || install "$f" .; done; exec "$@""#,
                "sh", name,
            ] + options + ["-c", script]
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
