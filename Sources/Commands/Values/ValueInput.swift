internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing

/// Where `set` takes a value from: never from the command line, which other users can see.
struct ValueInput {
    static let options: [Option] = [
        .flag("--stdin", "read the value from standard input"),
        .value("--from-file", "FILE", "read the value from a file, binary too", .file),
        .value("--exec", "COMMAND", "take what a shell command prints"),
        .value("--generate", "KIND", "make one: password:32, hex:32, uuid, ssh-ed25519"),
        .flag("--trim", "take one line end off the value's end"),
        .flag("--keep-newline", "keep a line end at the value's end without a warning"),
    ]

    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }
    /// Whether somebody has to type the value.
    let isAsked: Bool

    init(_ invocation: Invocation) throws {
        self.invocation = invocation
        let sources =
            ["--from-file", "--exec", "--generate", "--env-file"].filter {
                invocation.value($0) != nil
            }
            + (invocation.flag("--stdin") ? ["--stdin"] : [])
        isAsked = sources.isEmpty
        guard sources.count <= 1 else {
            throw UsageError("\(sources.joined(separator: " and ")) exclude each other")
        }
        guard !(invocation.flag("--trim") && invocation.flag("--keep-newline")) else {
            throw UsageError("--trim and --keep-newline exclude each other")
        }
    }

    /// Reads the value of one key.
    func value(of key: String) throws -> Plaintexts {
        var arena = SecretArena()
        if let kind = invocation.value("--generate") {
            let range = try generate(kind, key, into: &arena)
            return Plaintexts(arena, items: [(key, range)])
        }
        let secret = try read(key)
        let range = trimmed(secret.bytes, key)
        return Plaintexts(copying: secret.bytes, range, key: key)
    }

    private func read(_ key: String) throws -> SecretBytes {
        if invocation.flag("--stdin") { return try terminal.secretInput() }
        if let path = invocation.value("--from-file") {
            return try SecretFile.read(path, limit: OpenedSecret.limit)
        }
        if let command = invocation.value("--exec") {
            return try ChildProcess.output(
                of: command,
                for: "run the command of --exec",
                input: .inherited
            )
        }
        let secret = try terminal.newSecret(
            "Value of \(key)",
            hint: "without a terminal use --stdin, --from-file, --exec or --generate"
        )
        guard secret.count > 0 else {
            throw Failure(
                "set \(key): the value is empty",
                hint: "an empty value is set with --stdin </dev/null"
            )
        }
        return secret
    }

    /// The value without a line end that is there by accident, if that was asked for.
    private func trimmed(_ bytes: RawSpan, _ key: String) -> Range<Int> {
        let count = bytes.byteCount
        guard bytes.endsInNewline, !invocation.flag("--keep-newline") else { return 0..<count }
        guard invocation.flag("--trim") else {
            terminal.warn(
                "the value of \(key) ends in a line end, which becomes part of it",
                hint: "--trim takes it off, --keep-newline says that it belongs there"
            )
            return 0..<count
        }
        return 0..<(bytes.endsInCarriageReturnNewline ? count - 2 : count - 1)
    }

    private func generate(_ kind: String, _ key: String, into arena: inout SecretArena) throws
        -> Range<Int>
    {
        let parts = kind.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let number = parts.count == 2 ? Int(parts[1]) : parts.count == 1 ? 32 : nil
        switch parts[0] {
        case "password":
            guard let number, (8...4_096).contains(number) else { break }
            return GeneratedValue.password(number, into: &arena)
        case "hex":
            guard let number, (8...4_096).contains(number) else { break }
            return GeneratedValue.hex(number, into: &arena)
        case "uuid" where parts.count == 1:
            return GeneratedValue.uuid(into: &arena)
        case "ssh-ed25519" where parts.count == 1:
            let made = GeneratedValue.sshKey(comment: key, into: &arena)
            try terminal.print(made.publicLine)
            return made.range
        default: break
        }
        throw UsageError(
            "--generate \(kind.escapedForMessage) is not known",
            hint: "password:N or hex:N with N from 8 to 4096, uuid, ssh-ed25519"
        )
    }
}
