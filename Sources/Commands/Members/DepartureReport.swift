internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import JSON
internal import Sealing

/// What taking a member out did, and what is left to do.
struct DepartureReport {
    /// A group that has a new key.
    struct Rekeyed {
        let group: String
        let key: KeyID
        let clusters: Int
    }

    let member: Member
    /// Files of secrets that had a layer for the member alone.
    var files: [String] = []
    /// Files of the registry that the member had signed and somebody else has signed now.
    var signedAnew: [String] = []
    var rekeyed: [Rekeyed] = []
    /// Groups that are still due for a new key.
    var due: [String] = []
    var resealed: [Reseal.Outcome] = []
    var left: [ValueMove.Rest] = []
    var exposure: ExposureReport?

    private var name: String {
        switch member {
        case .cluster(let name), .operator(let name): name
        }
    }

    /// What a commit says of it.
    func message(_ subject: String) -> CommitMessage {
        var lines = rekeyed.map { "new key \($0.key) of \($0.group)" }
        lines += RekeyAdvice.lines(due, "\(name) could open")
        let values = resealed.reduce(0) { $0 + $1.values }
        if values > 0 {
            let files = String(resealed.count, "file")
            lines.append("resealed \(String(values, "value")) in \(files)")
        }
        if !signedAnew.isEmpty { lines.append("signed anew: \(String(signedAnew.count, "file"))") }
        return CommitMessage(subject, lines)
    }

    func print(to terminal: Terminal) throws {
        for one in rekeyed.prefix(20) {
            terminal.note(
                "group \(one.group) has key \(one.key) now, sealed to \(String(one.clusters, "cluster"))"
            )
        }
        if rekeyed.count > 20 {
            terminal.note("and \(String(rekeyed.count - 20, "more group")): fleetseal group list")
        }
        RekeyAdvice(terminal).note(due, "\(name) could open")
        let values = resealed.reduce(0) { $0 + $1.values }
        if !resealed.isEmpty {
            terminal.note(
                "resealed \(String(values, "value")) in \(String(resealed.count, "file"))"
            )
        }
        for one in left {
            terminal.warn(
                "\(String(one.values, "value")) for \(one.group) still sealed to what \(name) could open: \(one.why)",
                hint: (one.needsOpener
                    ? "somebody who opens \(one.group) runs"
                    : "restore it from Git or set it anew, then")
                    + ": fleetseal reseal --group \(one.group); until then fleetseal check fails"
            )
        }
        let old = Set(rekeyed.map(\.group)).subtracting(left.map(\.group)).sorted()
        if !old.isEmpty {
            terminal.note(
                "once that is everywhere, drop the old keys: fleetseal group retire \(RekeyAdvice.names(old))"
            )
        }
    }

    var json: JSONValue {
        [
            "name": .string(name),
            "kind": .string(exposure?.exposure.subject.kind.rawValue ?? ""),
            "files": JSONValue(files),
            "signedAnew": JSONValue(signedAnew),
            "rekeyed": .array(
                rekeyed.map {
                    [
                        "group": .string($0.group), "key": .string($0.key.text),
                        "clusters": .integer($0.clusters),
                    ]
                }
            ),
            "due": JSONValue(due),
            "resealed": .array(
                resealed.map { ["path": .string($0.path), "values": .integer($0.values)] }
            ),
            "toReseal": .array(
                left.map {
                    [
                        "group": .string($0.group), "values": .integer($0.values),
                        "why": .string($0.why),
                    ]
                }
            ),
            "exposure": exposure?.json ?? [:],
        ]
    }
}
