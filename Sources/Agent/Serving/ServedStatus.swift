internal import Reconciling
internal import Telemetry

/// What `/v1/status` says.
///
/// Its text is made when somebody asks: an agent of thousands of documents would hold a second copy of
/// what it knows otherwise.
struct ServedStatus: Sendable {
    /// What everybody may see.
    var fields: [Field.Pair] = []
    /// What only those see who may see names.
    var documents: [NamedReport] = []
    var problems: [Problem] = []
    var isReady = false

    /// One object of JSON on a line.
    func text(withNames: Bool) -> String {
        let start = Field.fields(fields).line
        guard withNames else { return start + "\n" }
        var text = String(start.dropLast()) + (fields.isEmpty ? "" : ",") + "\"documents\":["
        var separator = ""
        for document in documents {
            text += separator + StatusFields.document(document).line
            separator = ","
        }
        for problem in problems {
            text += separator + StatusFields.problem(problem).line
            separator = ","
        }
        return text + "]}\n"
    }
}
