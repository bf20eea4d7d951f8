internal import CommandLine
internal import Inspection

/// The matrix as RFC 4180 has it, with a line of titles.
///
/// A field that a spreadsheet would take for a formula gets an apostrophe before it.
struct CoverageCSV {
    private let matrix: CoverageMatrix

    init(_ matrix: CoverageMatrix) {
        self.matrix = matrix
    }

    var text: String {
        var text = Self.line(["secret", "key", "notes"] + matrix.columns.map(\.name))
        for secret in matrix.secrets {
            for key in secret.keys {
                let notes = CoverageText.notes(key).joined(separator: ", ")
                let cells = matrix.columns.map {
                    CoverageText.of(matrix.cell(secret, key, $0), matrix)
                }
                text += Self.line([secret.title, key.key, notes] + cells)
            }
        }
        return text
    }

    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    static func field(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let isFormula = scalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard scalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return safe
        }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
