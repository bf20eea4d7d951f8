import Foundation

@testable import CommandLine
@testable import Commands

/// What one run of a program wrote, and its exit code.
struct Transcript {
    let output: String
    let error: String
    let code: ExitCode

    /// Runs with real descriptors: files, which are no terminals.
    init(
        _ program: Program,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["output", "error"].map { folder.appending(path: $0) }
        for file in files { try Data().write(to: file) }
        let handles = try files.map { try FileHandle(forWritingTo: $0) }
        let variables = Environment(environment)
        code = program.run(
            arguments: arguments,
            terminal: Terminal(
                input: .input,
                output: Descriptor(number: handles[0].fileDescriptor),
                error: Descriptor(number: handles[1].fileDescriptor),
                device: "/nonexistent",
                environment: variables
            ),
            environment: variables
        )
        for handle in handles { try handle.close() }
        output = try String(contentsOf: files[0], encoding: .utf8)
        error = try String(contentsOf: files[1], encoding: .utf8)
    }
}
