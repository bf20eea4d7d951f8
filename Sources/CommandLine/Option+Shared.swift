extension Option {
    /// The folder of the fleet's repository; accepted by every command.
    package static let folder = Option.value(
        "--folder",
        "DIR",
        "work in the fleet of this folder instead of the current one",
        .folder,
        short: "-C"
    )
    /// Plain text on terminals too; accepted by every command.
    package static let noColor = Option.flag("--no-color", "never colour the output")
    /// Help; accepted by every command.
    package static let help = Option.flag("--help", "show this help", short: "-h")
    /// The version; accepted in place of a command.
    package static let version = Option.flag("--version", "show the version")

    /// Output for programs, for the commands that have one.
    package static let json = Option.flag("--json", "print JSON for programs to read")

    /// Operators to trust where no pin is on this machine.
    package static let trust = Option.value(
        "--trust",
        "FINGERPRINT|FILE",
        "trust these operators, instead of the pin of this machine",
        .file,
        repeats: true
    )
    /// A private key in a file.
    package static let identity = Option.value(
        "--identity",
        "FILE",
        "open with the private key in this file",
        .file,
        short: "-i"
    )
    /// A private key from another program.
    package static let identityCommand = Option.value(
        "--identity-command",
        "CMD",
        "open with the private key that this shell command prints"
    )
    /// Where a command that opens values takes its private key from.
    package static let identities = [identity, identityCommand]

    /// The options that every command accepts, before its name and after it.
    package static let global = [folder, noColor, help]
}
