internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing

/// Whom a command believes: `--trust`, `FLEETSEAL_TRUST`, or this computer's pin of the fleet.
struct TrustSource {
    private let given: [String]
    private let terminal: Terminal
    private let environment: Environment

    init(_ invocation: Invocation) {
        let options = invocation.values("--trust")
        environment = invocation.environment
        terminal = invocation.terminal
        given =
            options.isEmpty
            ? environment["FLEETSEAL_TRUST"].map { $0.split(separator: ",").map(String.init) } ?? []
            : options
    }

    /// Whether the pin of this computer counts, which then follows the fleet.
    var isPinned: Bool { given.isEmpty }

    func store() throws -> TrustStore {
        try Configuration(environment).trustStore
    }

    /// What to judge the fleet by.
    ///
    /// On first use a person compares fingerprints; a script cannot.
    func anchor(for fleet: FleetDocument) throws -> TrustAnchor {
        if let known = try knownAnchor(for: fleet) { return known }
        let store = try store()
        let operators = fleet.operators.map { "\($0.name) \($0.publicKey.fingerprint)" }
        guard terminal.isInputTerminal, terminal.isErrorTerminal else {
            throw TrustError.notPinned(fleet: fleet.name, operators: operators)
        }
        for other in store.others(named: fleet.name, than: fleet.id) {
            terminal.warn(
                "another fleet of the name \(fleet.name) is trusted here already: \(other)",
                hint: "a repository that somebody replaced looks like this: ask its operators"
            )
        }
        let hint = "without a terminal give --trust FINGERPRINT or set FLEETSEAL_TRUST"
        guard try Self.confirm(fleet, terminal, hint: hint) else {
            throw TrustError.notPinned(fleet: fleet.name, operators: operators)
        }
        let pin = Pin(of: fleet)
        try store.keep(pin)
        return .pin(pin)
    }

    /// What to judge the fleet by, if that was said before; asks nobody.
    func knownAnchor(for fleet: FleetDocument) throws -> TrustAnchor? {
        guard given.isEmpty else { return try TrustAnchor(given: given) }
        return try store().pin(of: fleet.id).map { .pin($0) }
    }

    /// Shows who vouches for a fleet and asks whether that is right.
    static func confirm(
        _ fleet: FleetDocument,
        _ terminal: Terminal,
        isKnown: Bool = false,
        hint: String
    ) throws -> Bool {
        terminal.note(
            isKnown
                ? "This computer knows the fleet \(fleet.name) (\(fleet.id)) already. These operators vouch for it here:"
                : "This computer does not know the fleet \(fleet.name) (\(fleet.id)) yet. These operators vouch for it:"
        )
        for one in fleet.operators {
            terminal.note("  \(one.name)  \(one.publicKey.fingerprint)")
        }
        terminal.note("Compare the fingerprints with them over another way than this repository.")
        return try terminal.ask("Trust these operators from now on?", hint: hint)
    }
}
