import Documents

/// Selectors as they are typed: one that is read has one text, which means the same.
func fuzzOne(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let selector = try? LabelSelector(parsing: text) else { return }
    let written = selector.description
    guard let again = try? LabelSelector(parsing: written) else {
        preconditionFailure("what was written is not read")
    }
    precondition(again.description.utf8.elementsEqual(written.utf8), "a selector has two texts")
    for labels in labels(from: selector) {
        precondition(
            selector.matches(labels) == again.matches(labels),
            "the text means something else"
        )
    }
    let parts = try? LabelSelector(
        matchLabels: selector.matchLabels,
        matchExpressions: selector.matchExpressions
    )
    precondition(parts == selector, "its parts are not the selector")
}

/// Labels that are near what the selector asks for.
private func labels(from selector: LabelSelector) -> [[String: String]] {
    var wanted: [String: String] = [:]
    for (key, value) in selector.matchLabels { wanted[key] = value }
    for requirement in selector.matchExpressions where wanted[requirement.key] == nil {
        switch requirement.operator {
        case .in, .exists: wanted[requirement.key] = requirement.values.last ?? ""
        case .notIn: wanted[requirement.key] = "other"
        case .doesNotExist: break
        }
    }
    var all = [[:], wanted]
    for key in wanted.keys {
        all.append(wanted.filter { $0.key != key })
        all.append(wanted.merging([key: "other"]) { $1 })
    }
    return all
}
