internal import CommandLine
internal import Files
internal import Sealing

/// Where a command's private key comes from: `--identity`, `--identity-command`, their variables, or
/// the file that `identity new` writes.
struct IdentitySource {
    private enum Place {
        case file(String)
        case command(String)
    }

    private let place: Place
    private let terminal: Terminal
    /// Whether the user named it, or it is the default.
    let isDefault: Bool

    init(_ invocation: Invocation) throws {
        terminal = invocation.terminal
        let environment = invocation.environment
        let file = invocation.value("--identity")
        let command = invocation.value("--identity-command")
        guard file == nil || command == nil else {
            throw UsageError("--identity and --identity-command exclude each other")
        }
        isDefault =
            file == nil && command == nil && environment["FLEETSEAL_IDENTITY"] == nil
            && environment["FLEETSEAL_IDENTITY_COMMAND"] == nil
        if let file {
            place = .file(file)
        } else if let command {
            place = .command(command)
        } else if let file = environment["FLEETSEAL_IDENTITY"] {
            place = .file(file)
        } else if let command = environment["FLEETSEAL_IDENTITY_COMMAND"] {
            place = .command(command)
        } else {
            place = .file(try Configuration(environment).identity)
        }
    }

    /// The identity that was named; nothing if only the default one could be meant.
    static func ifNamed(_ invocation: Invocation) throws -> IdentitySource? {
        let names = ["FLEETSEAL_IDENTITY", "FLEETSEAL_IDENTITY_COMMAND"]
        let isNamed =
            invocation.value("--identity") != nil || invocation.value("--identity-command") != nil
            || names.contains { invocation.environment[$0] != nil }
        return isNamed ? try IdentitySource(invocation) : nil
    }

    /// The file, unless the key comes from a command.
    var path: String? {
        if case .file(let path) = place { path } else { nil }
    }

    /// Whether there is a default identity; an identity that was named must be there.
    func exists() throws -> Bool {
        guard isDefault, let path else { return true }
        do throws(FileError) {
            _ = try UserFile.size(path)
            return true
        } catch {
            guard error.reason == .notFound else { throw error }
            return false
        }
    }

    /// The private key; asks for the passphrase where there is one.
    func key() throws -> HeldKey {
        let file: IdentityFile
        switch place {
        case .command(let command):
            let text = try ChildProcess.output(
                of: command,
                for: "run the identity command",
                input: .inherited,
                limit: IdentityFile.byteLimit
            )
            file = try IdentityFile(parsing: text.bytes)
        case .file(let path):
            let text = try read(path)
            file = try IdentityFile(parsing: text.bytes)
        }
        guard file.isLocked else { return HeldKey(try file.key()) }
        let passphrase = try terminal.secret(
            "Passphrase of \(path ?? "the identity")",
            hint:
                "without a terminal use a plain identity, or --identity-command with a password manager"
        )
        return HeldKey(try file.key(passphrase: passphrase.bytes))
    }

    /// The private key that the environment names, if it can be had without asking anybody: nothing
    /// where no variable names one or it is under a passphrase.
    static func fromEnvironment(_ environment: Environment) throws -> HeldKey? {
        let file: IdentityFile
        if let path = environment["FLEETSEAL_IDENTITY"] {
            let text = try SecretFile.read(path, limit: IdentityFile.byteLimit)
            file = try IdentityFile(parsing: text.bytes)
        } else if let command = environment["FLEETSEAL_IDENTITY_COMMAND"] {
            let text = try ChildProcess.output(
                of: command,
                for: "run the identity command",
                limit: IdentityFile.byteLimit
            )
            file = try IdentityFile(parsing: text.bytes)
        } else {
            return nil
        }
        return file.isLocked ? nil : HeldKey(try file.key())
    }

    private func read(_ path: String) throws -> SecretBytes {
        do throws(FileError) {
            if let mode = try UserFile.mode(path), mode & 0o077 != 0 {
                terminal.warn(
                    "other users of this computer can read \(Terminal.escaped(path))",
                    hint: "chmod 600 \(Terminal.escaped(path))"
                )
            }
            return try SecretFile.read(path, limit: IdentityFile.byteLimit)
        } catch {
            guard error.reason == .notFound else { throw error }
            throw Failure(
                "read identity \(PathText.escaped(path)): not found",
                hint: isDefault
                    ? "this command needs a private key: fleetseal identity new makes one, --identity names another"
                    : "check the path that --identity or FLEETSEAL_IDENTITY gives"
            )
        }
    }
}
