/// Who has a Secret.
package enum Ownership: Hashable, Sendable {
    case ours(SecretMarks)
    /// A copy of one of ours that another tool made, with our marks on it.
    case copy(of: String)
    case foreign
}

extension Ownership {
    /// Who has a Secret with these labels and annotations.
    package init(of name: SecretName, labels: [String: String], annotations: [String: String]) {
        if let marks = SecretMarks(of: name, labels: labels, annotations: annotations) {
            self = .ours(marks)
        } else if labels[SecretMarks.managed] == "true",
            let other = annotations[SecretMarks.secret], other != name.description
        {
            self = .copy(of: other)
        } else {
            self = .foreign
        }
    }
}
