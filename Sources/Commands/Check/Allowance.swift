internal import CommandLine
internal import Files
internal import Inspection

/// A finding that is meant to be there, as `check --allow` names it: plaintext in a file or folder, or
/// a change against `--base` by its code.
struct Allowance {
    private let code: FindingCode?
    private let path: String

    init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, Self.isLikeCode(parts[0]) else {
            (code, path) = (nil, try FleetPath.normalized(text))
            return
        }
        // Taken for a path, a mistyped code would allow nothing, and nobody would be told.
        guard let code = FindingCode(rawValue: parts[0]) else {
            let changes = FindingCode.allCases.map(\.rawValue).filter { $0.hasPrefix("base-") }
            let near = Suggestion.nearest(to: parts[0], among: changes).first
            throw UsageError(
                "--allow: what stands before the colon is not the code of a finding",
                hint:
                    "\(near.map { "\($0)? " } ?? "")docs/checks.md has the codes; a path with a colon begins with ./"
            )
        }
        guard code.rawValue.hasPrefix("base-") else {
            throw UsageError(
                "--allow \(code.rawValue): only changes can be meant, not what is wrong by itself",
                hint: "their codes begin with base-"
            )
        }
        self.code = code
        path = try FleetPath.normalized(parts[1])
    }

    /// Whether a text is made as codes are; paths mostly have a dot or a slash.
    private static func isLikeCode(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    func covers(_ finding: Finding) -> Bool {
        let isOfKind = code.map { $0 == finding.code } ?? finding.code.isPlaintext
        return isOfKind && PathText.isBelow(finding.path, path)
    }
}
