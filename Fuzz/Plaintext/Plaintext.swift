@testable import Inspection
import YAML

/// Looks for plaintext in a file of each sort: what is found stands in it, and can be allowed.
func fuzzOne(_ bytes: [UInt8]) {
    for path in ["notes.txt", "deploy/db.yaml", "deploy/db.json", "app/.env"] {
        let matches = PlaintextScan().matches(path, bytes)
        var text = ""
        for match in matches {
            guard let position = match.finding.position else {
                preconditionFailure("a finding in a file has a place there")
            }
            precondition(position.offset < bytes.count && position.line > 0 && position.column > 0)
            text += match.allowance.text + "\n"
        }
        precondition(Allowances(Array(text.utf8)).judged(matches).isEmpty, "not allowed")
    }
    _ = Allowances(bytes).judged([])
}
