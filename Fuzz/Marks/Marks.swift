import Reconciling
import Rotation

/// What anybody can write on a Secret, or in the place of an agent's publication: what is read of it
/// is written as it stood, and break-glass has a start, an end within 24 hours, and a reason.
func fuzzOne(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let digest = WrittenDigest(text) { same(digest.description, text) }
    if let digest = ContentDigest(text) { same(digest.description, text) }
    if let publication = Publication(text) { same(publication.text, text) }
    if let document = DocumentID(text) { same(document.description, text) }
    if let moment = Moment(text) {
        precondition(Moment(moment.description) == moment, "a moment is another one")
    }
    let now = Moment(seconds: 1_795_276_800)
    if case .active(let glass) = BreakGlass.read(text, at: now) {
        precondition(glass.start < glass.end && glass.end - glass.start <= BreakGlass.limit)
        precondition(now < glass.end && !glass.reason.isEmpty)
        precondition(
            BreakGlass.read(glass.text, at: now) == .active(glass),
            "it says something else"
        )
    }
    marks(text)
}

private func same(_ written: String, _ text: String) {
    precondition(written.utf8.elementsEqual(text.utf8), "what was read is written otherwise")
}

/// Reads the text, cut at line ends, as the marks of a Secret.
private func marks(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let names = [
        SecretMarks.document, SecretMarks.digest, SecretMarks.values, SecretMarks.deletion,
        SecretMarks.restart,
    ]
    let name = SecretName("payments", "db")
    var annotations = Dictionary(zip(names, lines)) { $1 }
    annotations[SecretMarks.secret] = name.description
    let marks = SecretMarks(
        of: name,
        labels: [SecretMarks.managed: "true"],
        annotations: annotations
    )
    precondition(marks != nil, "a Secret of ours is not")
}
