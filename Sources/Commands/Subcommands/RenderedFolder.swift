internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

/// A folder that `render` writes to.
///
/// A list of its files tells a later run which ones are its own.
struct RenderedFolder {
    private static let list = ".fleetseal-rendered"
    private let path: String

    /// Makes the folder; `root` is that of the fleet.
    init(_ path: String, of root: String) throws {
        self.path = path
        let place = try UserFile.resolved(possible: path)
        let own = ["keys", "secrets", ".git"].map { root + "/" + $0 }
        guard place != root, !own.contains(where: { PathText.isBelow(place, $0) }) else {
            throw Failure(
                "render to \(PathText.escaped(path)): that is a folder of the fleet itself",
                hint:
                    "give a folder of its own: --out rendered/CLUSTER, or one outside the repository"
            )
        }
        try UserFile.makeFolder(path)
    }

    /// Writes what differs and removes what an earlier run wrote and this one does not.
    ///
    /// Gives the number of files removed.
    func write(_ files: [(path: String, bytes: [UInt8])]) throws -> Int {
        let folder = try Folder(path)
        let before = try earlier(folder)
        let (own, now) = (Set(before), Set(files.map(\.path)))
        var changes: [Change] = []
        for file in files {
            let old = try existing(folder, file.path)
            guard old == nil || own.contains(file.path) else {
                throw Failure(
                    "render to \(PathText.escaped(path)): \(file.path) is there, and not from an earlier run",
                    hint:
                        "give a folder of its own, such as --out rendered/CLUSTER, or remove that file"
                )
            }
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
