internal import JSON
internal import CommandLine
internal import Fleet
internal import Git
internal import Inspection

extension Command {
    static let exposure = Command(
        "exposure",
        summary: "list every value that somebody could ever have read",
        arguments: [.required("CLUSTER|OPERATOR|KEYID", .text)],
        options: [
            .value(
                "--as",
                "KIND",
                "what the name is, where several things have it",
                .choice(ExposureSubject.Kind.allCases.map(\.rawValue))
            ),
            .flag("--current", "only values that the fleet still uses"),
            .json,
        ],
        details: """
            Goes through every commit of every branch, tag and other reference for group keys that \
            were sealed to a key of the cluster or operator at any time, and for values sealed to those \
            group keys, before or after it joined: whoever held its private key and a clone can open \
            them all. Versions that the fleet's files hold today are marked as current: change those \
            at their source. Needs no key. Commits that no reference leads to, and what other clones \
            have, are not seen.
            """,
        examples: ["fleetseal exposure us-east-1", "fleetseal exposure bob --as operator --json"]
    ) { invocation in
        let session = try HistorySession(invocation)
        let exposure = try Exposure(
            of: invocation.argument("CLUSTER|OPERATOR|KEYID"),
            as: invocation.value("--as").flatMap(ExposureSubject.Kind.init(rawValue:)),
            in: session.repository,
            current: SecretStore(session.workTree()).all()
        )
        let report = ExposureReport(exposure: exposure, isCurrentOnly: invocation.flag("--current"))
        if invocation.flag("--json") {
            try invocation.terminal.print(JSONText.indented(report.json))
        } else {
            try report.print(to: invocation.terminal)
        }
        return .done
    }
}
