internal import Documents
internal import Files
internal import Fleet
internal import YAML

/// A secret as both sides have it, with all of its parts.
struct SecretPair: Sendable {
    let title: SecretStore.Title
    let old: SecretEntry?
    let new: SecretEntry?
    let alarms: [PlanStatement]

    /// The document to name when there is need of one.
    var path: String { (new ?? old)?.document.path ?? "" }
}

/// Finds the files of secrets by namespace and name, and reads them.
struct SecretPairs: Sendable {
    let base: PlanSide
    let tip: PlanSide

    /// Reads the secrets that the changed files belong to, wherever else their files are.
    func read(changed: [String]) -> [SecretPair] {
        let titles = Set(changed.compactMap { Self.title($0) })
        guard !titles.isEmpty else { return [] }
        let (before, after) = (files(base, of: titles), files(tip, of: titles))
        let sorted = titles.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let jobs = sorted.map { (title: $0, before: before[$0] ?? [], after: after[$0] ?? []) }
        return Workers.map(jobs) { job in
            pair(job.title, job.before, job.after)
        }.compactMap { $0 }
    }

    /// Reads a secret that nobody changed.
    func unchanged(_ title: String, _ paths: [String]) -> SecretEntry? {
        entry(tip, title, paths).entry
    }

    private func pair(_ title: String, _ before: [String], _ after: [String]) -> SecretPair? {
        guard let name = try? SecretStore.Title(parsing: title) else { return nil }
        let old = entry(base, title, before)
        let new = entry(tip, title, after)
        return SecretPair(title: name, old: old.entry, new: new.entry, alarms: new.alarms)
    }

    private func entry(
        _ side: PlanSide,
        _ title: String,
        _ paths: [String]
    ) -> (entry: SecretEntry?, alarms: [PlanStatement]) {
        var documents: [SecretDocument] = []
        var alarms: [PlanStatement] = []
        for path in paths {
            let reading = Reading(side, path) { (bytes) throws(DocumentError) in
                try DocumentFile.secret(bytes, at: path)
            }
            if let document = reading.document { documents.append(document) }
            if let reason = reading.reason {
                alarms.append(Self.unreadable(title, path, reason.message, reason.line))
            }
        }
        let mains = documents.filter { $0.part == nil }
        if mains.count > 1 {
            for extra in mains.dropFirst() {
                alarms.append(
                    Self.unreadable(
                        title,
                        extra.path,
                        "\(mains[0].path) is \(title) as well, and one Secret has one document",
                        nil
                    )
                )
            }
        }
        let parts = documents.filter { $0.part != nil }
        guard let main = mains.first else {
            if let lost = parts.first, alarms.isEmpty {
                alarms.append(
                    Self.unreadable(title, lost.path, "a part without its document", nil)
                )
            }
            return (nil, alarms)
        }
        do throws(DocumentError) {
            return (try SecretEntry(main, parts: parts), alarms)
        } catch {
            alarms.append(
                Self.unreadable(title, error.path, error.message, error.position?.line)
            )
            // What can be read is still worth showing.
            return (try? SecretEntry(main, parts: []), alarms)
        }
    }

    private func files(_ side: PlanSide, of titles: Set<String>) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for path in side.paths {
            guard let title = Self.title(path), titles.contains(title) else { continue }
            found[title, default: []].append(path)
        }
        return found
    }

    private static func unreadable(
        _ title: String,
        _ path: String,
        _ message: String,
        _ line: Int?
    ) -> PlanStatement {
        PlanStatement(
            "unreadable",
            danger: true,
            title,
            "\(path) cannot be read: \(message)",
            details: [
                "agents keep the Secret as it is; what this file changes is not in this plan"
            ],
            path: path,
            line: line
        )
    }

    /// `payments/db` of `secrets/eu/payments/db@us.yaml`, from the path's bytes alone: a plan asks it
    /// of every file there is.
    static func title(_ path: String) -> String? {
        guard path.utf8.starts(with: Place.secretsPrefix),
            path.utf8.suffix(5).elementsEqual(".yaml".utf8)
        else { return nil }
        var end = path.utf8.index(path.utf8.endIndex, offsetBy: -5)
        var index = end
        var hasName = false
        while index > path.utf8.startIndex {
            let before = path.utf8.index(before: index)
            let byte = path.utf8[before]
            if byte == UInt8(ascii: "@"), !hasName { end = before }
            if byte == UInt8(ascii: "/") {
                if hasName { return String(path.utf8[index..<end]) }
                hasName = true
            }
            index = before
        }
        return nil
    }
}

extension Place {
    fileprivate static let secretsPrefix = Array("secrets/".utf8)
}
