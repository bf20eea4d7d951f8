internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing

/// One run of a command on a fleet: its repository, whom it believes, and its private key if it has one.
struct Session {
    let invocation: Invocation
    private let trustSource: TrustSource
    private let identity: HeldKey?

    /// A run that seals or shows: without a private key.
    init(_ invocation: Invocation) {
        self.invocation = invocation
        trustSource = TrustSource(invocation)
        identity = nil
    }

    /// A run that signs or opens.
    ///
    /// The key is had first: nobody should wait for the lock while a passphrase is typed.
    init(withIdentity invocation: Invocation) throws {
        self.invocation = invocation
        trustSource = TrustSource(invocation)
        identity = try IdentitySource(invocation).key()
    }

    var terminal: Terminal { invocation.terminal }

    /// Options that every command accepts which reads the registry.
    static let options = [Option.trust]
    /// Those of commands that sign or open.
    static let privateOptions = [Option.trust] + Option.identities
    /// Those of commands that sign or open, and can commit what they wrote.
    static let committingOptions = CommitOptions.all + privateOptions

    /// Runs `body` on the fleet as it is.
    func reading<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        let tree = try FleetFolder(around: invocation.folder).reading()
        let registry = try registry(tree)
        let result = try body(registry)
        try keepPin(registry)
        return result
    }

    /// Runs `body` with the right to change the fleet, then makes all its changes or none.
    func changing<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        let folder = try FleetFolder(around: invocation.folder)
        let (result, changed) = try terminal.holding {
            try folder.changing(waiting: noteWaiting) {
                (tree: WorkTree) -> (Result, Registry) in
                let found = try registry(tree)
                return (try body(found), found)
            }
        }
        try keepPin(changed)
        return result
    }

    /// Runs `body` with the right to change the fleet, makes all its changes or none, and commits them
    /// where the user asks for it.
    ///
    /// For commands that accept ``CommitOptions``. After a push that lost a race `body` runs again on
    /// the files that the others pushed: what it says is shown, and its message used, for the run that
    /// counts. Without changes no message is needed.
    func committing(_ body: (Registry) throws -> CommitMessage?) throws {
        guard let options = try CommitOptions(invocation) else {
            _ = try changing(body)
            return
        }
        let folder = try FleetFolder(around: invocation.folder)
        let changed = try GitCommit(options, in: folder, terminal).run(waiting: noteWaiting) {
            (tree: WorkTree) -> (message: CommitMessage?, result: Registry) in
            let found = try registry(tree)
            return (try body(found), found)
        }
        try keepPin(changed)
    }

    /// Runs `body` with the right to change the fleet, for work that takes long: what it saved stays,
    /// whatever becomes of the rest.
    func saving(_ body: (Registry, _ save: @escaping () throws -> Void) throws -> Void) throws {
        let folder = try FleetFolder(around: invocation.folder)
        let changed = try terminal.holding {
            try folder.saving(waiting: noteWaiting) { tree, save in
                let found = try registry(tree)
                try body(found, save)
                return found
            }
        }
        try keepPin(changed)
    }

    /// Runs `body` with a signer, for files whose signatures do not hold: an edit by hand.
    ///
    /// Only an operator who is trusted already can sign; fleetseal.yaml may be among the files, so
    /// its own signature is not asked for.
    func signing(_ body: (Signer, WorkTree) throws -> Void) throws {
        let folder = try FleetFolder(around: invocation.folder)
        try terminal.holding {
            try folder.changing(waiting: noteWaiting) { tree in
                let fleet = try Registry.unverifiedFleet(tree)
                guard let identity else { preconditionFailure("a session without an identity") }
                let trusted = try trustSource.anchor(for: fleet).operators(of: fleet)
                guard let name = trusted.first(where: { $0.value == identity.key.publicKey })?.key
                else {
                    throw Failure(
                        "sign: this identity (\(identity.key.id)) is not an operator whom this computer trusts",
                        hint: "operators: \(trusted.keys.sorted().joined(separator: ", "))"
                    )
                }
                try body(Signer(name: name, key: identity, fleet: fleet.id), tree)
            }
        }
    }

    /// Whom to believe about a fleet; may ask a person who sees it for the first time.
    func anchor(for fleet: FleetDocument) throws -> TrustAnchor {
        try trustSource.anchor(for: fleet)
    }

    func registry(_ tree: WorkTree) throws -> Registry {
        let fleet = try Registry.unverifiedFleet(tree)
        return Registry(tree, trust: try Trust(fleet, anchor: trustSource.anchor(for: fleet)))
    }

    /// The registry of a fleet that this computer trusts already; nothing, and no question, if not.
    func registryIfTrusted(_ tree: WorkTree) throws -> Registry? {
        let fleet = try Registry.unverifiedFleet(tree)
        guard let anchor = try trustSource.knownAnchor(for: fleet) else { return nil }
        return Registry(tree, trust: try Trust(fleet, anchor: anchor))
    }

    func keyring(_ registry: Registry) throws -> Keyring {
        guard let identity else { preconditionFailure("a session without an identity") }
        return Keyring(identity, trust: registry.trust)
    }

    func editor(_ registry: Registry) throws -> RegistryEditor {
        try RegistryEditor(registry, keyring: keyring(registry), today: Today.utc())
    }

    func noteWaiting(_ holder: Int32?) {
        terminal.noteNow(
            "waiting for another fleetseal to finish\(holder.map { " (process \($0))" } ?? "")…"
        )
    }

    /// The pin follows the fleet: its operators, and the highest epochs that were seen or signed.
    private func keepPin(_ registry: Registry) throws {
        guard trustSource.isPinned else { return }
        let epochs = registry.epochsSeen.merging(registry.tree.signedEpochs) { max($0, $1) }
        var fleet = registry.fleet
        if registry.tree.signedEpochs["fleet"] != nil {
            let changed = try Registry.unverifiedFleet(registry.tree)
            fleet = try Trust(changed, anchor: .pin(Pin(of: fleet))).fleet.document
        }
        let pin = Pin(of: fleet, epochs: epochs)
        // The usual case: nothing is new, and the file need not be read again.
        if case .pin(let known) = registry.trust.anchor, known.covers(pin) { return }
        try trustSource.store().keep(pin)
    }
}
