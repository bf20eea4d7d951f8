package import Documents
package import Files
internal import YAML

/// The repository's files as one run sees them: those on disk, under the changes it is about to make.
package final class WorkTree {
    package let folder: any FileTree
    /// Files that something was decided by: whoever changes them starts from these bytes, so that a
    /// signature never covers what came in between.
    private var remembered: [String: YAMLFile] = [:]
    /// What is to be written, where it was parsed already.
    private var parsedChanges: [String: YAMLFile] = [:]
    /// Epochs of what this run signed, by the names that pins use.
    package private(set) var signedEpochs: [String: Int] = [:]
    /// Where folders of a name are below `secrets`: looking for them is most of a small change.
    private var foldersOnDisk: [String: [String]] = [:]
    private var originals: [String: [UInt8]?] = [:]
    private var pending: [String: [UInt8]?] = [:]
    private var order: [String] = []

    package init(_ folder: any FileTree) {
        self.folder = folder
    }

    /// A file's bytes, or nothing if there is no such file.
    package func read(_ path: String, limit: Int = DocumentFile.registryLimit) throws(FileError)
        -> [UInt8]?
    {
        if let changed = pending[path] { return changed }
        if let file = remembered[path] { return file.bytes }
        do throws(FileError) {
            return try folder.read(path, limit: limit)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// A file, parsed once however often it is asked for.
    func file(_ path: String) throws -> YAMLFile? {
        if let file = parsedChanges[path] { return file }
        if pending[path] == nil, let file = remembered[path] { return file }
        guard let bytes = try read(path) else { return nil }
        let file = try parsed(bytes, path)
        if pending[path] == nil { remembered[path] = file } else { parsedChanges[path] = file }
        return file
    }

    func noteEpoch(_ epoch: Int, of name: String) {
        signedEpochs[name] = epoch
    }

    /// Takes note of a file that was read elsewhere, such as on another thread.
    func remember(_ path: String, _ file: YAMLFile) {
        remembered[path] = file
    }

    package func exists(_ path: String) throws(FileError) -> Bool {
        if let changed = pending[path] { return changed != nil }
        return try folder.exists(path)
    }

    package func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        try change(path, to: bytes)
    }

    /// Writes a file that is parsed already.
    func write(_ path: String, _ file: YAMLFile) throws(FileError) {
        try change(path, to: file.bytes)
        parsedChanges[path] = file
    }

    package func remove(_ path: String) throws(FileError) {
        try change(path, to: nil)
    }

    /// Files named `*.yaml` in one folder, sorted; hidden ones and other endings are left out.
    ///
    /// Folders in it are an error unless they hold other things.
    package func yamlFiles(in path: String, beside folders: Bool = false) throws -> [String] {
        var found: [String] = []
        do {
            for (name, kind) in try folder.entries(path) where !name.hasPrefix(".") {
                guard kind != .folder else {
                    if folders { continue }
                    throw DocumentError(
                        path + "/" + name,
                        nil,
                        "read folder: documents in it would be overlooked",
                        hint: "put them into \(path) itself",
                        kind: .place
                    )
                }
                if try Self.isDocument(path + "/" + name, kind) { found.append(path + "/" + name) }
            }
        } catch let error as FileError where error.reason == .notFound {
            // A fleet without any group or cluster yet.
        }
        return merged(found) {
            $0.hasPrefix(path + "/") && !$0.dropFirst(path.count + 1).contains("/")
        }
    }

    /// Files named `*.yaml` anywhere below a folder, sorted.
    package func yamlFiles(below path: String) throws -> [String] {
        var found: [String] = []
        var files: [(path: String, kind: FileKind)] = []
        do throws(FileError) {
            try folder.walk(path) { file, kind in files.append((file, kind)) }
        } catch {
            // Without the folder there is no secret yet.
            guard error.reason == .notFound else { throw error }
        }
        for file in files where try Self.isDocument(file.path, file.kind) {
            found.append(file.path)
        }
        return merged(found) { $0.hasPrefix(path + "/") }
    }

    /// Folders of one name anywhere below `secrets`, sorted.
    package func secretFolders(named name: String) throws -> [String] {
        var found = foldersOnDisk[name] ?? []
        if foldersOnDisk[name] == nil {
            do throws(FileError) {
                found = try folder.folders(named: name, below: Place.secrets)
            } catch {
                // Without the folder there is nothing in it yet.
                guard error.reason == .notFound else { throw error }
            }
            foldersOnDisk[name] = found
        }
        let marker = "/" + name + "/"
        for (file, bytes) in pending where bytes != nil && file.hasPrefix(Place.secrets + "/") {
            guard let slash = file.lastIndex(of: "/"), file[...slash].hasSuffix(marker) else {
                continue
            }
            let parent = String(file[..<slash])
            if !found.contains(parent) { found.append(parent) }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// A reader of the files as they are now, for other threads.
    package func snapshot() -> @Sendable (String) throws -> [UInt8] {
        let folder = folder
        let pending = pending
        return { path in
            if let changed = pending[path], let bytes = changed { return bytes }
            return try folder.read(path, limit: DocumentFile.registryLimit)
        }
    }

    /// Everything that this run wants to change.
    package var changes: [Change] {
        order.compactMap { path in
            guard let bytes = pending[path], let original = originals[path], bytes != original
            else {
                return nil
            }
            return Change(path: path, kind: bytes.map { .write($0) } ?? .remove, expected: original)
        }
    }

    /// Takes the changes for what is on the disk, since they were written.
    func forgetChanges() {
        for path in order { remembered[path] = nil }
        parsedChanges = [:]
        originals = [:]
        pending = [:]
        order = []
    }

    private func change(_ path: String, to bytes: [UInt8]?) throws(FileError) {
        if originals.index(forKey: path) == nil {
            originals.updateValue(try read(path), forKey: path)
            order.append(path)
        }
        pending.updateValue(bytes, forKey: path)
        parsedChanges[path] = nil
    }

    private func merged(_ found: [String], _ belongs: (String) -> Bool) -> [String] {
        guard !pending.isEmpty else { return found }
        let added = pending.filter {
            $0.value != nil && belongs($0.key) && $0.key.hasSuffix(".yaml")
        }
        let removed = Set(pending.filter { $0.value == nil }.map(\.key))
        return Set(found + added.map(\.key)).subtracting(removed)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a file is one that fleetseal reads; what would be overlooked by mistake is an error.
    package static func isDocument(_ path: String, _ kind: FileKind) throws(DocumentError) -> Bool {
        guard kind != .unnameable else {
            throw DocumentError(
                path,
                nil,
                "read file: the name is not UTF-8 text",
                hint: "rename it; git status shows the bytes that are no text as \\NNN, too",
                kind: .place
            )
        }
        if path.hasSuffix(".yml") {
            throw DocumentError(
                path,
                nil,
                "read file: fleetseal reads files that end in .yaml and would overlook this one",
                hint: "rename it",
                kind: .place
            )
        }
        guard path.hasSuffix(".yaml") else { return false }
        guard kind == .file else {
            throw DocumentError(
                path,
                nil,
                "read file: it is a symbolic link or no regular file",
                hint:
                    "put the file itself there: links are not followed, so that none leads out of the repository",
                kind: .place
            )
        }
        return true
    }
}
