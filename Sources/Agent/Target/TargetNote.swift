internal import Documents
internal import Reconciling

/// What is remembered beside the files of a Secret: whose it is and what was written.
///
/// The same that stands as labels and annotations on a Secret of Kubernetes. Nothing in it is secret:
/// digests over values are keyed.
struct TargetNote {
    let name: SecretName
    let fleet: String
    let cluster: String
    let type: String
    let isImmutable: Bool
    let marks: SecretMarks

    init(
        name: SecretName,
        fleet: String,
        cluster: String,
        type: String,
        isImmutable: Bool,
        marks: SecretMarks
    ) {
        self.name = name
        self.fleet = fleet
        self.cluster = cluster
        self.type = type
        self.isImmutable = isImmutable
        self.marks = marks
    }

    /// Reads what `text` gives; lines that it does not know are left to whoever wrote them.
    init?(_ text: String) {
        var fields: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            fields[parts[0]] = parts[1]
        }
        guard let title = fields["secret"]?.split(separator: "/"), title.count == 2,
            let fleet = fields["fleet"], let cluster = fields["cluster"]
        else { return nil }
        name = SecretName(String(title[0]), String(title[1]))
        self.fleet = String(fleet)
        self.cluster = String(cluster)
        type = String(fields["type"] ?? "Opaque")
        isImmutable = fields["immutable"] == "true"
        marks = SecretMarks(
            document: fields["document"].flatMap { DocumentID(String($0)) },
            digest: fields["digest"].flatMap { WrittenDigest(String($0)) },
            keys: fields["keys"].map { $0.split(separator: ",").map(String.init) },
            deletion: fields["deletion"].flatMap { Deletion(rawValue: String($0)) } ?? .delete,
            pendingRestart: nil
        )
    }

    var text: String {
        var lines = ["secret \(name)", "fleet \(fleet)", "cluster \(cluster)"]
        lines += ["type \(type)", "immutable \(isImmutable)"]
        if let document = marks.document { lines.append("document \(document)") }
        if let digest = marks.digest { lines.append("digest \(digest)") }
        if let keys = marks.keys, !keys.isEmpty {
            lines.append("keys \(keys.joined(separator: ","))")
        }
        lines.append("deletion \(marks.deletion.rawValue)")
        return lines.joined(separator: "\n") + "\n"
    }
}
