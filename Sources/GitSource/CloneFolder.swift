internal import Files
internal import Git

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The folder that a source keeps its clone in, for one process at a time.
///
/// A clone is `clone-N`; one in the making is `new-N`, and is renamed when it is complete. So there
/// is always a whole clone, or none, wherever the process ends.
final class CloneFolder {
    let path: String
    // Held for as long as this object is.
    private let lock: WriteLock

    /// Makes the folder where it is missing.
    init(_ path: String) throws(GitSourceError) {
        do throws(FileError) {
            try UserFile.makeFolder(path, mode: 0o700)
            self.path = try UserFile.resolved(folder: path)
            lock = try WriteLock(folder: Folder(self.path), state: ".", patience: .seconds(1))
        } catch {
            throw GitSourceError(
                "open the clone's folder: \(error)",
                { if case .locked = error.reason { .locked } else { .storage } }(),
                hint: {
                    if case .locked = error.reason {
                        "two processes cannot share a clone: give each a folder of its own"
                    } else {
                        error.hint
                    }
                }()
            )
        }
        var status = stat()
        guard unsafe stat(self.path, &status) == 0, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0
        else {
            throw GitSourceError(
                "open the clone's folder \(PathText.escaped(self.path)): others can write to it",
                .storage,
                hint: "it has to belong to the user of this process alone: chmod 700"
            )
        }
    }

    /// The complete clone with the highest number, if there is one; all else is removed.
    func newest() -> Int? {
        let numbers = names().compactMap { Self.number($0, after: "clone-") }
        let newest = numbers.max()
        for name in names() where Self.isOurs(name) && name != newest.map({ "clone-\($0)" }) {
            Self.remove("\(path)/\(name)")
        }
        return newest
    }

    func clone(_ number: Int) -> String { "\(path)/clone-\(number)" }
    func unfinished(_ number: Int) -> String { "\(path)/new-\(number)" }

    /// Gives a clone that is complete now its name.
    func finish(_ number: Int) throws(GitSourceError) {
        guard unsafe rename(unfinished(number), clone(number)) == 0 else {
            let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? ""
            throw GitSourceError("keep the new clone: \(reason)", .storage)
        }
    }

    /// Removes a folder with all that is in it, as far as that works: the next start tries again.
    static func remove(_ path: String) {
        for entry in (try? Folder(path).entries("")) ?? [] {
            let inner = "\(path)/\(entry.name)"
            if entry.kind == .folder { remove(inner) } else { _ = unsafe unlink(inner) }
        }
        _ = unsafe rmdir(path)
    }

    /// The names of the packs of a clone, and of what belongs to them.
    static func packs(_ clone: String) -> Set<String> {
        Set(((try? Folder("\(clone)/objects/pack").entries("")) ?? []).map(\.name))
    }

    /// Removes packs that a failed download left.
    static func removePacks(_ clone: String, but kept: Set<String>) {
        for name in packs(clone) where !kept.contains(name) {
            _ = unsafe unlink("\(clone)/objects/pack/\(name)")
        }
    }

    /// Removes what a process that was killed amid a download left.
    static func removeUnfinishedPacks(_ clone: String) {
        let names = packs(clone)
        let whole = names.filter { name in
            let stem = name.prefix { $0 != "." }
            return name.contains(".") && names.contains("\(stem).pack")
                && names.contains("\(stem).idx")
        }
        removePacks(clone, but: whole)
    }

    private func names() -> [String] {
        ((try? Folder(path).entries("")) ?? []).map(\.name)
    }

    private static func isOurs(_ name: String) -> Bool {
        number(name, after: "clone-") != nil || number(name, after: "new-") != nil
    }

    private static func number(_ name: String, after prefix: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.dropFirst(prefix.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(digits)
    }
}
