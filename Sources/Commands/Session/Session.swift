internal import Documents
internal import Files
internal import Fleet
internal import Sealing

/// One run of a command on a fleet: its repository, whom it believes, and its private key if it has one.
struct Session {
    let invocation: Invocation
    private let trustSource: TrustSource

    init(_ invocation: Invocation) {
        self.invocation = invocation
        trustSource = TrustSource(invocation)
    }

    var terminal: Terminal { invocation.terminal }

    /// Options that every command accepts which reads the registry.
    static let options = [Option.trust]
    /// Those of commands that sign or open.
    static let privateOptions = [Option.trust] + Option.identities

    /// Runs `body` on the fleet as it is.
    func reading<Result>(_ body: (Registry) throws -> Result) throws -> Result {
        let tree = try FleetFolder(around: invocation.folder).reading()
        let registry = try registry(tree)
        let result = try body(registry)
        try keepPin(registry)
        return result
    }

    /// Runs `body` with the right to change the fleet, then makes all its changes or none.
    ///
    /// `preparing` may mend what keeps the registry from being believed.
    func changing<Result>(
        preparing prepare: (WorkTree) throws -> Void = { _ in },
        _ body: (Registry) throws -> Result
    ) throws -> Result {
        let folder = try FleetFolder(around: invocation.folder)
        return try folder.changing(waiting: noteWaiting) { tree in
            try prepare(tree)
            let registry = try registry(tree)
            let result = try body(registry)
            try keepPin(registry)
            return result
        }
    }

    func registry(_ tree: WorkTree) throws -> Registry {
        let fleet = try Registry.unverifiedFleet(tree)
        return Registry(tree, trust: try Trust(fleet, anchor: trustSource.anchor(for: fleet)))
    }

    /// Signs `fleetseal.yaml` after an edit by hand, as an operator who is believed without it.
    ///
    /// No other document needs this: the Fleet alone says who may sign, so that everything else can
    /// be judged before it is signed.
    func resignFleet(_ tree: WorkTree, with key: HeldKey) throws {
        let fleet = try Registry.unverifiedFleet(tree)
        let anchor = try trustSource.anchor(for: fleet)
        let me = fleet.operators.first { $0.publicKey == key.key.publicKey && anchor.believes($0) }
        guard let me else {
            throw FleetError(
                "sign fleetseal.yaml: identity \(key.key.publicKey.id) is no trusted operator",
                hint: "an operator who was one before the edit signs it",
                path: FleetDocument.path
            )
        }
        try Signer(name: me.name, key: key, fleet: fleet.id).resign(tree, FleetDocument.path)
    }

    func keyring(_ registry: Registry) throws -> Keyring {
        Keyring(try IdentitySource(invocation).key(), trust: registry.trust)
    }

    func editor(_ registry: Registry) throws -> RegistryEditor {
        try RegistryEditor(registry, keyring: keyring(registry), today: Today.utc())
    }

    func noteWaiting(_ holder: Int32?) {
        terminal.note(
            "waiting for another fleetseal to finish\(holder.map { " (process \($0))" } ?? "")…"
        )
    }

    /// The pin follows the fleet: its operators, and the highest epochs that were seen.
    private func keepPin(_ registry: Registry) throws {
        guard trustSource.isPinned else { return }
        try trustSource.store().keep(Pin(of: registry.fleet, epochs: registry.epochsSeen))
    }
}
