internal import CommandLine
internal import Inspection
internal import Sealing

/// A name for each finding that stays when lines move, so that a code host knows which are new.
struct FindingMarks {
    let texts: [String]

    init(_ findings: [Finding]) {
        var counts: [Finding: Int] = [:]
        texts = findings.map { finding in
            // Two of the same in one file are told apart by their order.
            let plain = Finding(finding.code, finding.path, nil, finding.message, hint: "")
            counts[plain, default: 0] += 1
            let digest = Hash.digest(
                "fleetseal/finding/v1",
                Array(finding.code.rawValue.utf8),
                Array(finding.path.utf8),
                Array(finding.message.utf8),
                Array(String(counts[plain, default: 0]).utf8)
            )
            return String(Base32.encode(digest.bytes).prefix(32))
        }
    }
}
