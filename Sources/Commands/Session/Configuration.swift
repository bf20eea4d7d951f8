internal import CommandLine
internal import Files
internal import Fleet

/// Where this user's own files are: `$XDG_CONFIG_HOME/fleetseal`, or below `~/.config`.
struct Configuration {
    let folder: String

    init(_ environment: Environment) throws {
        if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") {
            folder = base + "/fleetseal"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            folder = home + "/.config/fleetseal"
        } else {
            throw Failure(
                "find the configuration folder: neither XDG_CONFIG_HOME nor HOME is set",
                hint: "set one of them, or give --identity and --trust"
            )
        }
    }

    var identity: String { folder + "/identity" }

    var trustStore: TrustStore { TrustStore(configuration: folder) }
}
