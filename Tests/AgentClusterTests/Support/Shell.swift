import ClusterSupport
import Foundation

/// A person's shell: lines are run as they type them, and a command that fails stops them.
struct Shell: Sendable {
    /// Where the lines run if nothing else is said.
    let place: String
    private let environment: [String: String]

    /// The shell of `alice`, whose home is `home`; finds `fleetseal` in `programs`.
    init(
        home: TemporaryFolder,
        place: String,
        programs: String = (TestFleet.program("fleetseal") as NSString).deletingLastPathComponent,
        _ variables: [String: String]
    ) {
        self.place = place
        environment = GitRepository.environment.merging([
            "HOME": home.path, "XDG_CONFIG_HOME": home.file("config"), "USER": "alice",
            "PATH": "\(programs):\(Programs.environment["PATH"] ?? "")",
        ]) { $1 }.merging(variables) { $1 }
    }

    func tryRun(
        _ lines: String,
        in place: String? = nil,
        with variables: [String: String] = [:]
    ) async throws -> Command.Result {
        try await Command.run(
            "bash",
            ["-euc", lines],
            environment: environment.merging(variables) { $1 },
            folder: place ?? self.place
        )
    }

    /// Runs lines that are to come off.
    func run(_ lines: String, in place: String? = nil) async throws -> Command.Result {
        try Self.checked(await tryRun(lines, in: place), lines)
    }

    /// What lines came to, if they came off.
    static func checked(_ result: Command.Result, _ lines: String) throws -> Command.Result {
        guard result.status == 0 else {
            throw Failure("\(lines): exit status \(result.status): \(result.output)\(result.error)")
        }
        return result
    }
}
