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
        guard given.isEmpty else { return try givenAnchor() }
        return try store().pin(of: fleet.id).map { .pin($0) }
    }

    /// Shows who vouches for a fleet and asks whether that is right.
    static func confirm(_ fleet: FleetDocument, _ terminal: Terminal, hint: String) throws
        -> Bool
    {
        terminal.note(
            "This computer does not know the fleet \(fleet.name) (\(fleet.id)) yet. These operators vouch for it:"
        )
        for one in fleet.operators {
            terminal.note("  \(one.name)  \(one.publicKey.fingerprint)")
        }
        terminal.note("Compare the fingerprints with them over another way than this repository.")
        return try terminal.ask("Trust these operators from now on?", hint: hint)
    }

    private func givenAnchor() throws -> TrustAnchor {
        var fingerprints: [Fingerprint] = []
        for text in given {
            if let fingerprint = try? Fingerprint(text: text) {
                fingerprints.append(fingerprint)
                continue
            }
            let content = String(decoding: try Self.file(text), as: UTF8.self)
            guard !content.hasPrefix("fleetseal-trust-1\n") else {
                guard given.count == 1 else {
                    throw UsageError("--trust with a pin's file takes no other --trust")
                }
                return .pin(try Pin(parsing: content, path: text))
            }
            fingerprints += try Self.fingerprints(content, in: text)
        }
        return .fingerprints(fingerprints)
    }

    private static func file(_ path: String) throws -> [UInt8] {
        do throws(FileError) {
            return try UserFile.read(path, limit: 1 << 20)
        } catch {
            guard error.reason == .notFound else { throw error }
            throw Failure(
                "read --trust \(PathText.escaped(path)): neither a fingerprint nor a file",
                hint:
                    "fingerprints have 13 groups of 4 characters: fleetseal operator list shows them"
            )
        }
    }

    private static func fingerprints(_ content: String, in path: String) throws -> [Fingerprint] {
        let lines = content.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return try lines.map { line in
            guard let fingerprint = try? Fingerprint(text: String(line)) else {
                throw Failure(
                    "read --trust \(PathText.escaped(path)): neither a fingerprint, nor a file of them, nor a pin",
                    hint:
                        "fingerprints have 13 groups of 4 characters: fleetseal operator list shows them"
                )
            }
            return fingerprint
        }
    }
}

extension Pin {
    /// What to remember of a fleet that is believed.
    init(of fleet: FleetDocument, epochs: [String: Int] = [:]) {
        self.init(
            fleet: fleet.id,
            name: fleet.name,
            operators: Dictionary(
                fleet.operators.map { ($0.name, $0.publicKey) },
                uniquingKeysWith: { first, _ in first }
            ),
            epochs: epochs
        )
    }
}
