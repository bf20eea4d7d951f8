package import Files

/// All files of one revision, or of the index, as Git stored them.
///
/// Listed once, read when asked for.
package final class GitTree: FileTree {
    /// One file: where, and what.
    package struct File: Sendable, Equatable {
        package let path: String
        package let content: ObjectID
        package let kind: FileKind
    }

    /// By the bytes of the paths.
    package let files: [File]
    private let repository: Repository

    /// The files come in Git's order, which stand-ins for names that are not UTF-8 do not keep.
    init(_ files: [File], _ repository: Repository) {
        self.files =
            files.contains { PathText.isStandIn($0.path) }
            ? files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } : files
        self.repository = repository
    }

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let operation = "read file"
        guard let index = index(of: path) else {
            let reason: FileError.Reason = below(path).isEmpty ? .notFound : .notAFile
            throw FileError(operation: operation, path: path, reason: reason)
        }
        let file = files[index]
        guard file.kind == .file else {
            let reason: FileError.Reason =
                file.kind == .symbolicLink ? .symbolicLink : .notAFile
            throw FileError(operation: operation, path: path, reason: reason)
        }
        let content: [UInt8]?
        do throws(GitError) {
            content = try repository.content(file.content, limit: limit)
        } catch {
            throw FileError(operation: operation, path: path, reason: .damaged("\(error)"))
        }
        guard let content else {
            throw FileError(operation: operation, path: path, reason: .tooLarge(limit: limit))
        }
        return content
    }

    package func exists(_ path: String) throws(FileError) -> Bool {
        index(of: path) != nil || !below(path).isEmpty
    }

    package func entries(
        _ path: String
    ) throws(FileError) -> [(name: String, kind: FileKind)] {
        let range = try folder(path)
        let start = path.isEmpty ? 0 : path.utf8.count + 1
        var found: [(name: String, kind: FileKind)] = []
        for file in files[range] {
            let rest = file.path.utf8.dropFirst(start)
            if let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
                let name = rest[..<slash]
                // Files below one folder stand together.
                if let last = found.last, last.name.utf8.elementsEqual(name) { continue }
                found.append((String(Substring(name)), .folder))
            } else {
                found.append((String(Substring(rest)), file.kind))
            }
        }
        // `a.b` stands before `a/c`, but the name `a` before both.
        return found.map { ($0.name, PathText.isStandIn($0.name) ? .unnameable : $0.kind) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package func walk(
        _ path: String,
        visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError) {
        let range = try folder(path)
        let start = path.isEmpty ? 0 : path.utf8.count
        for file in files[range] where !Self.isHidden(file.path.utf8.dropFirst(start)) {
            try visit(file.path, PathText.isStandIn(file.path) ? .unnameable : file.kind)
        }
    }

    package func folders(
        named wanted: String,
        below path: String
    ) throws(FileError) -> [String] {
        let range = try folder(path)
        var found: [String] = []
        let marker = Array("/\(wanted)/".utf8)
        for file in files[range] {
            let bytes = Array(file.path.utf8)
            var start = path.utf8.count
            while let slash = bytes[start...].firstRange(of: marker)?.lowerBound {
                let end = slash + marker.count - 1
                let folder = String(decoding: bytes[..<end], as: UTF8.self)
                if !Self.isHidden(folder.utf8.dropFirst(path.utf8.count)), found.last != folder,
                    !found.contains(folder)
                {
                    found.append(folder)
                }
                start = end
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What a path names.
    package func file(_ path: String) -> File? {
        index(of: path).map { files[$0] }
    }

    /// Paths whose content or kind differs between two trees, sorted.
    package static func changedPaths(from old: GitTree, to new: GitTree) -> [String] {
        var changed: [String] = []
        var (left, right) = (old.files[...], new.files[...])
        while let one = left.first, let other = right.first {
            if one.path.utf8.elementsEqual(other.path.utf8) {
                if one != other { changed.append(one.path) }
                left = left.dropFirst()
                right = right.dropFirst()
            } else if one.path.utf8.lexicographicallyPrecedes(other.path.utf8) {
                changed.append(one.path)
                left = left.dropFirst()
            } else {
                changed.append(other.path)
                right = right.dropFirst()
            }
        }
        return changed + left.map(\.path) + right.map(\.path)
    }

    /// The files below a folder; an error if nothing is there, as for a folder on disk.
    private func folder(_ path: String) throws(FileError) -> Range<Int> {
        let range = below(path)
        guard range.isEmpty, !path.isEmpty else { return range }
        let reason: FileError.Reason = index(of: path) == nil ? .notFound : .notAFolder
        throw FileError(operation: "list folder", path: path, reason: reason)
    }

    private func below(_ path: String) -> Range<Int> {
        guard !path.isEmpty else { return files.indices }
        let first = lowerBound { $0.path.utf8.lexicographicallyPrecedes((path + "/").utf8) }
        // `0` is the byte after `/`.
        let end = lowerBound { $0.path.utf8.lexicographicallyPrecedes((path + "0").utf8) }
        return first..<end
    }

    private func index(of path: String) -> Int? {
        let index = lowerBound { $0.path.utf8.lexicographicallyPrecedes(path.utf8) }
        guard index < files.count, files[index].path.utf8.elementsEqual(path.utf8) else {
            return nil
        }
        return index
    }

    private func lowerBound(_ isBefore: (File) -> Bool) -> Int {
        var (low, high) = (0, files.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(files[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func isHidden(_ path: String.UTF8View.SubSequence) -> Bool {
        var isAtStart = true
        for byte in path {
            if isAtStart, byte == UInt8(ascii: ".") { return true }
            isAtStart = byte == UInt8(ascii: "/")
        }
        return false
    }
}
