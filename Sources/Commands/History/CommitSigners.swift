internal import CommandLine
internal import Git
internal import Sealing

/// Who signed commits, as the user's own Git judges it.
///
/// Which keys of people count is a matter of GnuPG's or SSH's configuration, which only Git knows.
struct CommitSigners {
    /// What Git says of one signature.
    struct Signature {
        let isGood: Bool
        let text: String
    }

    private var found: [String: Signature] = [:]

    /// Asks about those of the commits that carry a signature.
    init(_ commits: [Commit], root: String) throws {
        let signed = commits.filter(\.isSigned).map(\.id.description)
        guard !signed.isEmpty else { return }
        let output = try ChildProcess.output(
            of:
                "git -C \(ShellQuoting.posix(root)) log --no-walk=unsorted --format='%H %G? %GS' \(signed.joined(separator: " ")) 2>/dev/null",
            for: "ask git who signed the commits"
        )
        let text = output.bytes.text
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count >= 2 else { continue }
            found[String(parts[0])] = Self.signature(
                String(parts[1]),
                by: parts.count > 2 ? String(parts[2]) : ""
            )
        }
    }

    func signature(of commit: Commit) -> Signature? {
        guard commit.isSigned else { return nil }
        return found[commit.id.description]
            ?? Signature(isGood: false, text: "signed, but git does not say by whom")
    }

    private static func signature(_ verdict: String, by name: String) -> Signature {
        switch verdict {
        case "G": Signature(isGood: true, text: "signed by \(name)")
        case "U":
            Signature(
                isGood: true,
                text: "signed by \(name), whose key git does not know as trusted"
            )
        case "B": Signature(isGood: false, text: "BAD SIGNATURE")
        case "X", "Y": Signature(isGood: false, text: "signed by \(name), expired")
        case "R": Signature(isGood: false, text: "signed by \(name), whose key is revoked")
        default: Signature(isGood: false, text: "signed, but git cannot check it here")
        }
    }
}
