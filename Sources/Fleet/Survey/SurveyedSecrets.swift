internal import Documents

/// Puts documents and their parts together as far as they fit.
struct SurveyedSecrets {
    private let documents: [SecretDocument]
    /// Stems of files that say nothing: a part beside one is no orphan.
    private let unreadable: Set<[UInt8]>
    private(set) var entries: [SecretEntry] = []

    init(_ results: [SurveyResult<some Sendable>]) {
        documents = results.compactMap {
            if case .secret(let found) = $0.content { found } else { nil }
        }
        var unreadable: Set<[UInt8]> = []
        for result in results {
            guard case .nothing = result.content, case .secret = result.place else { continue }
            unreadable.insert(Array(SecretStore.stem(result.path).utf8))
        }
        self.unreadable = unreadable
    }

    /// Fills `entries` and says what did not fit.
    mutating func group() -> [SurveyFault] {
        var faults: [SurveyFault] = []
        var parts: [[UInt8]: [SecretDocument]] = [:]
        for document in documents where document.part != nil {
            parts[Array(SecretStore.stem(document.path).utf8), default: []].append(document)
        }
        var paths: [SecretStore.Title: String] = [:]
        for document in documents where document.part == nil {
            let title = SecretStore.Title(namespace: document.namespace, name: document.name)
            if let other = paths[title] {
                faults.append(
                    SurveyFault(document.path, nil, .duplicate(title.description, of: other))
                )
            } else {
                paths[title] = document.path
            }
            let own =
                parts.isEmpty
                ? []
                : parts.removeValue(forKey: Array(SecretStore.stem(document.path).utf8)) ?? []
            add(document, own, &faults)
        }
        for (stem, lost) in parts where !unreadable.contains(stem) {
            faults += lost.map { SurveyFault($0.path, nil, .orphan) }
        }
        return faults
    }

    private mutating func add(
        _ document: SecretDocument,
        _ parts: [SecretDocument],
        _ faults: inout [SurveyFault]
    ) {
        if let entry = try? SecretEntry(document, parts: parts) {
            entries.append(entry)
            return
        }
        // Not all of them fit: each is tried alone to learn which.
        var fitting: [SecretDocument] = []
        for part in parts {
            do throws(DocumentError) {
                _ = try SecretEntry(document, parts: [part])
                fitting.append(part)
            } catch {
                faults.append(SurveyFault(error.path, error.position, .part(error)))
            }
        }
        if let entry = try? SecretEntry(document, parts: fitting) { entries.append(entry) }
    }
}
