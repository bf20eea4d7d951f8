internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

/// Sealed values against an earlier state: the same bytes at a place for which they were not made.
///
/// What stands at both places now is a copy, which `CopyCheck` finds without an earlier state.
struct MovedValueCheck {
    private let base: FleetCheck.Base
    /// The secrets as they are, by namespace and name.
    private let entries: [String: SecretEntry]
    private let documents: [String: SecretDocument]

    init(_ survey: Survey, _ base: FleetCheck.Base) {
        self.base = base
        entries = Dictionary(survey.secrets.map { ($0.title, $0) }) { first, _ in first }
        let all = survey.secrets.flatMap { [$0.document] + Array($0.parts.values) }
        documents = Dictionary(all.map { ($0.path, $0) }) { first, _ in first }
    }

    func findings() throws -> [Finding] {
        let (titles, earlier) = try changes()
        let changed = titles.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .compactMap { entries[$0] }
        let (was, now) = (SealedPlaces(earlier), SealedPlaces(changed))
        return changed.flatMap { entry in
            SealedPlace.all(entry).compactMap { place in
                guard let origin = was.origin(of: place), !now.holds(origin) else { return nil }
                return finding(place, origin)
            }
        }
    }

    /// The secrets any of whose files differ, and what they were.
    private func changes() throws -> (titles: Set<String>, earlier: [SecretEntry]) {
        let files = try base.tree.files(below: Place.secrets).compactMap { file in
            SecretPairs.title(file.path).map { (path: file.path, title: $0) }
        }
        let read = base.tree.snapshot()
        let documents = documents
        let found = Workers.map(files) { file -> (title: String, document: SecretDocument?)? in
            guard let bytes = try? read(file.path) else { return (file.title, nil) }
            if let now = documents[file.path], now.file.bytes == bytes { return nil }
            return (file.title, try? DocumentFile.secret(bytes, at: file.path))
        }.compactMap { $0 }
        let known = Set(files.map(\.path))
        var titles = Set(found.map(\.title))
        for path in documents.keys where !known.contains(path) {
            if let title = SecretPairs.title(path) { titles.insert(title) }
        }
        let changed = Dictionary(
            found.compactMap { $0.document }.map { ($0.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let earlier = Dictionary(grouping: files.filter { titles.contains($0.title) }, by: \.title)
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .compactMap { _, files -> SecretEntry? in
                let own = files.compactMap { changed[$0.path] ?? documents[$0.path] }
                guard let main = own.first(where: { $0.part == nil }) else { return nil }
                return try? SecretEntry(main, parts: own.filter { $0.part != nil })
            }
        return (titles, earlier)
    }

    private func finding(_ place: SealedPlace, _ origin: SealedPlace) -> Finding {
        let what = "the value of \(place.value.key) for \(place.layer.group)"
        let was: String
        if place.isSame(as: origin) {
            was =
                "is sealed for the scope \(origin.entry.document.scope.rawValue), as it is at \(base.name), and the document's is \(place.entry.document.scope.rawValue)"
        } else {
            was =
                "is at \(base.name) \(origin.source.path.escapedForMessage):\(origin.value.node.position.line), \(origin.value.key) for \(origin.layer.group) of \(origin.entry.title)"
        }
        return Finding(
            .baseValueMoved,
            place.source.path,
            place.value.node.position,
            "\(what) does not open here: it \(was)",
            hint:
                "a value opens only where it was sealed for: put it back, or set it here: fleetseal set \(place.entry.title) \(place.value.key) --for \(place.layer.group)"
        )
    }
}
