import Foundation

/// A program that is run to its end.
package enum Command {
    /// What it printed and how it ended.
    package struct Result: Sendable {
        package let output: String
        package let error: String
        package let status: Int32
    }

    /// Runs it with `input`, whatever its exit status is.
    package static func run(
        _ program: String,
        _ arguments: [String],
        input: String? = nil,
        environment: [String: String] = Programs.environment,
        folder: String = "/"
    ) async throws -> Result {
        var start = Child.Start(
            program,
            arguments,
            environment: environment,
            folder: folder
        )
        // Files without a name, since a pipe that is full would stop the program.
        let (output, error) = (try file(), try file())
        start.output = output
        start.error = error
        if let input {
            let file = try file()
            try file.write(contentsOf: Data(input.utf8))
            try file.seek(toOffset: 0)
            start.input = file
        }
        let status = try await Child(start).wait()
        return Result(output: try text(output), error: try text(error), status: status)
    }

    /// Runs it and gives what it printed; another exit status than 0 is a failure.
    @discardableResult
    package static func checked(
        _ program: String,
        _ arguments: [String],
        input: String? = nil,
        environment: [String: String] = Programs.environment,
        folder: String = "/"
    ) async throws -> String {
        let result = try await run(
            program,
            arguments,
            input: input,
            environment: environment,
            folder: folder
        )
        guard result.status == 0 else {
            throw Failure(
                "\(program) \(arguments.joined(separator: " ")): exit status \(result.status): "
                    + result.output + result.error
            )
        }
        return result.output
    }

    private static func file() throws -> FileHandle {
        let path = "\(Programs.temporary)/fleetseal-\(UUID().uuidString)"
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure("make the file \(path)") }
        unsafe unlink(path)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private static func text(_ file: FileHandle) throws -> String {
        try file.seek(toOffset: 0)
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
}
