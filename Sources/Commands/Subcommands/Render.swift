internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let render = Command(
        "render",
        summary: "write the documents that concern one cluster",
        options: [
            .value("--cluster", "NAME", "the cluster", .cluster),
            .value("--out", "DIR", "the folder to write to", .folder),
        ] + Session.options,
        details: """
            What Argo CD, Flux or kubectl apply to the cluster: its layers and lines, parts merged, \
            every signature still valid. Needs no key; the same input gives the same bytes. Files of an \
            earlier run that are no longer needed are removed; other files in DIR are left alone.
            """,
        examples: ["fleetseal render --cluster us-east-1 --out rendered/us-east-1"]
    ) { invocation in
        guard let name = invocation.value("--cluster") else {
            throw UsageError(
                "--cluster is missing",
                hint: "--cluster NAME; fleetseal cluster list shows the names"
            )
        }
        guard let out = invocation.value("--out") else { throw UsageError("--out is missing") }
        try Session(invocation).reading { registry in
            let files = try ClusterView(name, registry).files()
            let removed = try RenderedFolder(out).write(files)
            invocation.terminal.note(
                "wrote \(String(files.count, "file")) for \(name) to \(Terminal.escaped(out))\(removed == 0 ? "" : ", removed \(removed)")"
            )
        }
        return .done
    }
}

/// A folder that `render` writes to.
///
/// A list of its files tells a later run which ones are its own.
struct RenderedFolder {
    private static let list = ".fleetseal-rendered"
    private let path: String

    init(_ path: String) throws {
        self.path = path
        try UserFile.makeFolder(path)
    }

    /// Writes what differs and removes what an earlier run wrote and this one does not.
    ///
    /// Gives the number of files removed.
    func write(_ files: [(path: String, bytes: [UInt8])]) throws -> Int {
        let folder = try Folder(path)
        let before = try earlier(folder)
        let now = Set(files.map(\.path))
        var changes: [Change] = []
        for file in files {
            let old = try existing(folder, file.path)
            if old != file.bytes {
                changes.append(Change(path: file.path, kind: .write(file.bytes), expected: old))
            }
        }
        var removed = 0
        for stale in before where !now.contains(stale) {
            guard let old = try existing(folder, stale) else { continue }
            changes.append(Change(path: stale, kind: .remove, expected: old))
            removed += 1
        }
        let list = Array((files.map(\.path).joined(separator: "\n") + "\n").utf8)
        let old = try existing(folder, Self.list)
        if old != list {
            changes.append(Change(path: Self.list, kind: .write(list), expected: old))
        }
        try Journal(folder: folder, state: ".fleetseal").commit(changes)
        return removed
    }

    private func earlier(_ folder: Folder) throws -> [String] {
        guard let bytes = try existing(folder, Self.list) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func existing(_ folder: Folder, _ path: String) throws -> [UInt8]? {
        do throws(FileError) {
            return try folder.read(path, limit: DocumentFile.registryLimit)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }
}
