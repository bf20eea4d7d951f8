package import CommandLine
internal import Sealing

/// The program `fleetseal-agent`.
package enum FleetsealAgent {
    /// The version of this build.
    package static let version = "0.1.0"

    /// Everything it can do.
    package static let program = Program(
        name: "fleetseal-agent",
        version: version,
        summary: "delivers a cluster's secrets from the documents of its fleet",
        commands: [.run, .keys, .acknowledge],
        // It works in no repository of the current folder.
        global: [.noColor, .help]
    )

    /// Hardens the process, runs its command line and gives the exit status.
    package static func main() -> Int32 {
        _ = ProcessHardening.apply()
        ProcessMemory.keepLittle()
        return program.main().rawValue
    }
}
