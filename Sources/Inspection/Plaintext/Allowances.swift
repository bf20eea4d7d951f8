internal import Fleet
internal import YAML

/// The repository's own list of plaintext that is meant to be there: `.fleetseal-allow`.
///
/// An entry names a file and its content, so that a secret which takes the place of an example later
/// is found all the same, and a reviewer sees every new entry.
struct Allowances: Sendable {
    static let path = ".fleetseal-allow"

    private var entries: [(allowance: Allowance, position: Position)] = []
    private(set) var findings: [Finding] = []

    init(_ bytes: [UInt8]?) {
        guard let bytes else { return }
        var offset = 0
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = String(
                decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line,
                as: UTF8.self
            )
            let position = Position(line: index + 1, column: 1, offset: offset)
            offset += line.count + 1
            guard !text.isEmpty, !text.hasPrefix("#") else { continue }
            if let allowance = Allowance(text) {
                entries.append((allowance, position))
            } else {
                findings.append(
                    Finding(
                        .allowanceInvalid,
                        Self.path,
                        position,
                        "this line is not the mark of a file's content, a blank and its path",
                        hint: "the hint of the finding that is to be allowed gives the line"
                    )
                )
            }
        }
    }

    /// Takes away what is allowed; says which entries nothing needed.
    func judged(_ matches: [PlaintextScan.Match]) -> [Finding] {
        let allowed = Set(entries.map(\.allowance))
        let found = Set(matches.map(\.allowance.path))
        let rest = matches.filter { !allowed.contains($0.allowance) }.map(\.finding)
        // An entry whose file changed is not left over: the finding beside it says what to do.
        let leftOver = entries.filter { !found.contains($0.allowance.path) }.map { entry in
            Finding(
                .allowanceLeftOver,
                Self.path,
                entry.position,
                "nothing is found in this file that would have to be allowed",
                hint: "take the line out"
            )
        }
        return rest + findings + leftOver
    }
}
