import Foundation

/// Where the programs are that tests start.
package enum Programs {
    /// What programs get that need nothing special: no proxy, no configuration of the user.
    ///
    /// A program with a sanitizer is as strict as the tests are.
    package static let environment: [String: String] = {
        let variables = ProcessInfo.processInfo.environment
        var result = variables.filter { ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key) }
        result["PATH"] = systemPath
        result["HOME"] = "/nonexistent"
        result["LC_ALL"] = "C.UTF-8"
        result["TMPDIR"] = temporary
        return result
    }()

    private static let systemPath =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Where this process may put what it needs only for a while.
    package static var temporary: String {
        FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    }

    /// The path of a program by its name; a path stays as it is.
    ///
    /// Looked for where `KUBEBUILDER_ASSETS` says, where `scripts/testbed.sh` puts it, and on the PATH.
    package static func path(of program: String) throws -> String {
        if program.contains("/") { return program }
        for folder in folders {
            let path = "\(folder)/\(program)"
            if unsafe access(path, X_OK) == 0 { return path }
        }
        throw Failure("no \(program) on this machine: run scripts/testbed.sh")
    }

    private static let folders: [String] = {
        let variables = ProcessInfo.processInfo.environment
        let cache = variables["XDG_CACHE_HOME"] ?? "\(variables["HOME"] ?? "/var/tmp")/.cache"
        let assets = variables["KUBEBUILDER_ASSETS"].map { [$0] } ?? []
        let path = "\(variables["PATH"] ?? ""):\(systemPath)"
        return assets + ["\(cache)/fleetseal/testbed"]
            + path.split(separator: ":").map(String.init)
    }()
}
