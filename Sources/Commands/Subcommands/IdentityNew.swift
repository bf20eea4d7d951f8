internal import CommandLine
internal import Files
internal import Fleet
internal import Sealing

extension Command {
    static let identityNew = Command(
        "identity new",
        summary: "make a private key of your own",
        arguments: [.optional("FILE", .file)],
        options: [.flag("--no-passphrase", "keep the key plain in the file, readable only by you")],
        details: """
            Writes a new private key to FILE, by default to fleetseal/identity in your configuration \
            folder, and prints its public key, which an operator adds to a fleet. On a terminal it \
            asks for a passphrase. A file that exists is never overwritten.
            """,
        examples: ["fleetseal identity new", "fleetseal identity new --no-passphrase ci.key"]
    ) { invocation in
        let path = try invocation.optional("FILE") ?? Configuration(invocation.environment).identity
        let key = try NewIdentity(invocation).write(
            to: path,
            isPlain: invocation.flag("--no-passphrase")
        ).key.publicKey
        invocation.terminal.note("wrote \(Terminal.escaped(path)) (fingerprint \(key.fingerprint))")
        try invocation.terminal.print(key.text)
        return .done
    }
}

/// Makes an identity file.
struct NewIdentity {
    private let terminal: Terminal

    init(_ invocation: Invocation) {
        terminal = invocation.terminal
    }

    /// Writes a new key to a file that does not exist yet.
    func write(to path: String, isPlain: Bool) throws -> HeldKey {
        try FleetFolder.refusePrivateKey(at: path)
        let key = PrivateKey.random()
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try UserFile.makeFolder(String(path[..<slash]), mode: 0o700)
        }
        guard !isPlain else {
            let text = IdentityFile.plain(key)
            try UserFile.write(path, text.bytes, mode: 0o600, mustNotExist: true)
            return HeldKey(key)
        }
        let passphrase = try terminal.newSecret(
            "New passphrase for \(path)",
            hint: "without a terminal: fleetseal identity new --no-passphrase keeps the key plain"
        )
        guard passphrase.count > 0 else {
            throw Failure(
                "make identity: the passphrase is empty",
                hint: "fleetseal identity new --no-passphrase keeps the key plain in the file"
            )
        }
        let text = try IdentityFile.locked(key, passphrase: passphrase.bytes)
        try UserFile.write(path, Array(text.utf8), mode: 0o600, mustNotExist: true)
        return HeldKey(key)
    }
}
