internal import CommandLine

/// Paths below a fleet's root, as people write them.
enum FleetPath {
    static func normalized(_ path: String) throws -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains("..") else {
            throw UsageError(
                "\(Terminal.escaped(path)) is not below the fleet's root",
                hint: "paths are relative to it: secrets/payments"
            )
        }
        return parts.joined(separator: "/")
    }
}
