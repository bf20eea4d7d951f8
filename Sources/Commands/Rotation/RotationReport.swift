internal import CommandLine
internal import JSON

/// What a run of `rotate` says.
struct RotationReport {
    private let standings: [RotationRun.Standing]
    private let troubles: [(place: String, why: String)]

    init(_ standings: [RotationRun.Standing], _ troubles: [(place: String, why: String)]) {
        self.standings = standings
        self.troubles = troubles
    }

    func print(_ invocation: Invocation) throws {
        let terminal = invocation.terminal
        for trouble in troubles { terminal.warn("\(trouble.place): \(trouble.why)") }
        if invocation.flag("--json") {
            try terminal.print(JSONText.indented(json))
            return
        }
        for one in standings {
            try terminal.print("\(one.cluster)  \(one.kind.rawValue)  \(one.what)")
        }
        for one in standings {
            guard let hint = one.hint else { continue }
            terminal.note("  \(one.cluster): \(hint)")
        }
    }

    private var json: JSONValue {
        [
            "clusters": .array(
                standings.map { one in
                    [
                        "cluster": .string(one.cluster), "step": .string(one.kind.rawValue),
                        "what": .string(one.what), "hint": JSONValue(one.hint),
                    ]
                }
            ),
            "unread": .array(
                troubles.map { ["place": .string($0.place), "why": .string($0.why)] }
            ),
        ]
    }
}
