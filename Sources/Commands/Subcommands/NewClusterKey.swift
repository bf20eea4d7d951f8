internal import CommandLine
internal import Files
internal import Fleet
internal import Sealing

/// A cluster's new public key: given, made here, or published by its agent.
struct NewClusterKey {
    let publicKey: PublicKey
    /// The uid of the cluster's namespace kube-system, if its agent says it.
    let kubeSystem: String?
    /// Whether standard output is for the manifest alone.
    let takesOutput: Bool
    private let name: String
    private let made: HeldKey?
    private let file: String?
    private let bootstrap: BootstrapSecret?
    private let terminal: Terminal
    private let written = Written()

    /// Whether the key's files are there by now.
    private final class Written {
        var isDone = false
    }

    static let options: [Option] =
        [
            .value(
                "--new-key",
                "FILE",
                "make the key here and write the private half to FILE",
                .file
            ),
            BootstrapSecret.option,
        ] + PublishedKey.options

    init(_ invocation: Invocation, of name: String) throws {
        self.name = name
        terminal = invocation.terminal
        let isPublished = try PublishedKey.isWanted(invocation)
        file = invocation.value("--new-key")
        let isMade = file != nil || invocation.value(BootstrapSecret.option.name) != nil
        switch (invocation.value("--key"), isMade, isPublished) {
        case (let text?, false, false):
            publicKey = try PublicKey(text: text)
            (made, bootstrap, kubeSystem) = (nil, nil, nil)
        case (nil, true, false):
            if let file { try FleetFolder.refusePrivateKey(at: file) }
            bootstrap = try BootstrapSecret(invocation, of: name)
            let key = HeldKey(PrivateKey.random())
            publicKey = key.key.publicKey
            (made, kubeSystem) = (key, nil)
        case (nil, false, true):
            let published = try PublishedKey(invocation, of: name)
            (publicKey, kubeSystem) = (published.publicKey, published.kubeSystem)
            (made, bootstrap) = (nil, nil)
        default:
            throw UsageError(
                "exactly one of --key, --context, --from-ref, and --new-key or --bootstrap is needed",
                hint:
                    "--context and --from-ref read the key that a running agent publishes; --new-key and --bootstrap make one for a cluster without an agent yet"
            )
        }
        takesOutput = bootstrap?.path == BootstrapSecret.output
    }

    /// Writes a key that was made: after all that can be refused, so that nothing is left over then,
    /// and before the fleet changes, since a cluster whose key was lost could never be helped.
    ///
    /// Once is enough: work that is done again after a lost race has the same key.
    func write() throws {
        guard let made, !written.isDone else { return }
        written.isDone = true
        let files = [file, takesOutput ? nil : bootstrap?.path].compactMap { $0 }
        for path in files where try UserFile.exists(path) { throw Self.alreadyThere(path) }
        if let file {
            let text = IdentityFile.plain(made.key)
            try Self.write(text.bytes, to: file)
            terminal.note(
                "wrote the cluster's private key to \(Terminal.escaped(file)): bring it to the cluster, then delete it here"
            )
        }
        guard let bootstrap else { return }
        let manifest = bootstrap.manifest(made.key)
        guard !takesOutput else { return try terminal.hand(over: manifest.bytes) }
        try Self.write(manifest.bytes, to: bootstrap.path)
        terminal.note(
            "wrote Secret \(bootstrap.title) to \(Terminal.escaped(bootstrap.path)), with the cluster's private key in it: hand it to what makes the cluster, then delete it here"
        )
    }

    private static func write(_ bytes: RawSpan, to path: String) throws {
        do throws(FileError) {
            try UserFile.write(path, bytes, mode: 0o600, mustNotExist: true)
        } catch {
            throw error.reason == .alreadyExists ? alreadyThere(path) : error
        }
    }

    private static func alreadyThere(_ path: String) -> Failure {
        Failure(
            "write the cluster's private key to \(PathText.escaped(path)): already exists",
            hint:
                "a private key is never overwritten: name another file, or give its public key with --key"
        )
    }
}
