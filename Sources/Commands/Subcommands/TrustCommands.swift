internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

extension Command {
    static let trustShow = Command(
        "trust show",
        summary: "show whom this computer trusts for this fleet",
        options: [.json, .flag("--export", "print the pin as a file for --trust")],
        examples: ["fleetseal trust show", "fleetseal trust show --export > fleet.trust"]
    ) { invocation in
        let tree = try FleetFolder(around: invocation.folder).reading()
        let fleet = try Registry.unverifiedFleet(tree)
        guard let pin = try Configuration(invocation.environment).trustStore.pin(of: fleet.id)
        else {
            throw TrustError.notPinned(
                fleet: fleet.name,
                operators: fleet.operators.map { "\($0.name) \($0.publicKey.fingerprint)" }
            )
        }
        let terminal = invocation.terminal
        if invocation.flag("--export") {
            try terminal.print(pin.text, end: "")
            return .done
        }
        let operators = pin.operators.sorted { $0.key < $1.key }
        if invocation.flag("--json") {
            try terminal.print(
                JSONText.indented([
                    "fleet": .string(pin.fleet), "name": .string(pin.name),
                    "operators": .array(
                        operators.map { name, key in
                            [
                                "name": .string(name), "public": .string(key.text),
                                "fingerprint": .string(key.fingerprint.description),
                            ]
                        }
                    ),
                ])
            )
            return .done
        }
        try terminal.print("fleet     \(pin.name) (\(pin.fleet))")
        for (name, key) in operators { try terminal.print("operator  \(name)  \(key.fingerprint)") }
        return .done
    }

    static let trustAdd = Command(
        "trust add",
        summary: "trust the operators that the fleet has now",
        options: [
            .value(
                "--fingerprint",
                "FINGERPRINT",
                "trust without asking if an operator has it",
                repeats: true
            ),
            .flag("--rewind", "forget newer versions that this computer has seen"),
        ],
        details: """
            Shows the fingerprints of the operators in fleetseal.yaml and pins them after you have \
            compared them. Without a terminal, name every operator with --fingerprint.

            This computer refuses a registry that is older than what it has seen. --rewind makes it \
            forget that: for changes of your own that you threw away before anybody had them.
            """,
        examples: ["fleetseal trust add"]
    ) { invocation in
        let tree = try FleetFolder(around: invocation.folder).reading()
        let fleet = try Registry.unverifiedFleet(tree)
        let store = try Configuration(invocation.environment).trustStore
        // A damaged pin is what --rewind may be there to mend.
        let isKnown = (try? store.pin(of: fleet.id)) != nil
        let given = invocation.values("--fingerprint")
        for text in given where (try? Fingerprint(text: text)) == nil {
            throw UsageError(
                "\(text.escapedForMessage) is not a fingerprint",
                hint:
                    "fingerprints have 13 groups of 4 characters: fleetseal operator list shows them"
            )
        }
        let unnamed = fleet.operators.filter {
            !given.contains($0.publicKey.fingerprint.description)
        }
        if given.isEmpty {
            let hint = "without a terminal name every operator: --fingerprint FINGERPRINT"
            guard
                try TrustSource.confirm(fleet, invocation.terminal, isKnown: isKnown, hint: hint)
            else {
                throw Failure("trust fleet \(fleet.name): not confirmed, nothing was changed")
            }
        } else if let one = unnamed.first {
            throw Failure(
                "trust fleet \(fleet.name): operator \(one.name) has another fingerprint, \(one.publicKey.fingerprint)",
                hint: "every operator needs a --fingerprint of its own"
            )
        }
        let isRewound = invocation.flag("--rewind")
        // Operators may change, an old fleet may not come back: the epochs seen still count.
        let epochs = isRewound ? [:] : try store.pin(of: fleet.id)?.epochs ?? [:]
        _ = try Trust(fleet, anchor: .pin(Pin(of: fleet, epochs: epochs)))
        let pin = Pin(of: fleet, epochs: ["fleet": fleet.epoch])
        if isRewound { try store.replace(with: pin) } else { try store.keep(pin) }
        invocation.terminal.note(
            "this computer trusts \(fleet.operators.map(\.name).joined(separator: ", ")) for \(fleet.name)"
        )
        return .done
    }
}
