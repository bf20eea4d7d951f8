import Documents
@testable import Fleet

/// Merges three versions: the first byte names the place, and bytes that no text has separate them.
///
/// Whatever stands in them, a merge ends, what it calls merged is a document again, and what it calls
/// a conflict is none. Where one side changed nothing, the other's meaning comes out.
func fuzzOne(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let parts = bytes.dropFirst().split(
        separator: 0xFF,
        maxSplits: 2,
        omittingEmptySubsequences: false
    )
    guard parts.count == 3 else { return }
    let path = places[Int(first) % places.count]
    let (base, ours, theirs) = (Array(parts[0]), Array(parts[1]), Array(parts[2]))
    check(merged(path, base, ours, theirs), path)
    guard reads(ours, at: path), reads(theirs, at: path) else { return }
    let same = merged(path, base, ours, ours)
    precondition(same.conflicts.isEmpty && same.bytes == ours, "two sides alike are not taken")
    means(merged(path, ours, ours, theirs), theirs, path)
    means(merged(path, theirs, ours, theirs), ours, path)
}

private let places = [
    FleetDocument.path, "keys/groups/production.yaml", "keys/clusters/eu.yaml",
    "secrets/payments/db.yaml", "secrets/eu/payments/db@eu.yaml",
]

private func merged(
    _ path: String,
    _ base: [UInt8],
    _ ours: [UInt8],
    _ theirs: [UInt8]
) -> MergeOutcome {
    let outcome = DocumentMerge(path: path, base: base, ours: ours, theirs: theirs).outcome()
    precondition(
        outcome == DocumentMerge(path: path, base: base, ours: ours, theirs: theirs).outcome(),
        "the same merge has two outcomes"
    )
    return outcome
}

private func check(_ outcome: MergeOutcome, _ path: String) {
    let isDocument = reads(outcome.bytes, at: path)
    precondition(isDocument == outcome.conflicts.isEmpty, "a conflict looks like a document")
}

private func reads(_ bytes: [UInt8], at path: String) -> Bool {
    switch try? Place(path: path) {
    case .secret, .part: (try? DocumentFile.secret(bytes, at: path)) != nil
    case .fleet, .cluster, .group: (try? RegistryModel(bytes, at: path)) != nil
    case nil: false
    }
}

/// Where only one side changed something, that side's meaning is the result, if there is one:
/// comments may still be in the way.
private func means(_ outcome: MergeOutcome, _ wanted: [UInt8], _ path: String) {
    check(outcome, path)
    guard outcome.conflicts.isEmpty else { return }
    switch try? Place(path: path) {
    case .secret, .part:
        guard let found = try? DocumentFile.secret(outcome.bytes, at: path),
            let document = try? DocumentFile.secret(wanted, at: path)
        else { preconditionFailure("the merged document cannot be read") }
        precondition(SecretModel(found) == SecretModel(document), "the changed side is lost")
    default:
        guard let found = try? RegistryModel(outcome.bytes, at: path),
            let document = try? RegistryModel(wanted, at: path)
        else { preconditionFailure("the merged document cannot be read") }
        precondition(found.parts == document.parts, "the changed side is lost")
    }
}
