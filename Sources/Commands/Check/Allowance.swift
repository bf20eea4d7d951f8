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
        guard parts.count == 2, let code = FindingCode(rawValue: parts[0]) else {
            (code, path) = (nil, try FleetPath.normalized(text))
            return
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

    func covers(_ finding: Finding) -> Bool {
        let isOfKind = code.map { $0 == finding.code } ?? finding.code.isPlaintext
        return isOfKind && PathText.isBelow(finding.path, path)
    }
}
