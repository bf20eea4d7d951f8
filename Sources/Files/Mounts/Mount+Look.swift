#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Mount {
    /// What stands there now.
    ///
    /// Reads no key: a file that the file system says is untouched since it was written is as it
    /// was. One that was only copied, or restored from a backup, shows as changed.
    package func state() throws(FileError) -> MountState {
        try FileError.naming("look at", path) { () throws(SystemError) in
            do throws(SystemError) {
                guard let folder = try opened() else { return .absent }
                return try state(of: folder)
            } catch {
                switch error.code {
                case ENOTDIR: return .foreign("no folder")
                case ELOOP: return .foreign("a symbolic link")
                default: throw error
                }
            }
        }
    }

    func state(of folder: borrowing Descriptor) throws(SystemError) -> MountState {
        let names = try Self.names(in: folder)
        guard let version = Self.version(in: folder) else { return Self.unmounted(names, folder) }
        let inside: Descriptor
        do throws(SystemError) {
            inside = try folder.open(version, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        } catch {
            guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
            return Self.unmounted(names.filter { $0.name != Self.data }, folder)
        }
        guard let mark = try Self.mark(in: inside) else {
            return .foreign("a folder with ..data that fleetseal did not write")
        }
        let faults = try Self.faults(mark, names, folder, inside)
        guard !faults.isEmpty else {
            return .mounted(note: mark.note, faults: [], mark: version)
        }
        var now = faults.map { "\($0)" }
        for file in mark.files { now.append(Self.stamp(file.name, in: inside)?.text ?? "") }
        let hash = ContentMark(Array(now.joined(separator: "\n").utf8)).hash
        return .mounted(note: mark.note, faults: faults, mark: "\(version)+\(hash)")
    }

    /// A folder without a version: free if all that is in it is what an interrupted write leaves.
    private static func unmounted(
        _ names: [(name: String, kind: FileKind)],
        _ folder: borrowing Descriptor
    ) -> MountState {
        for (name, kind) in names {
            let isVersion = kind == .folder && name.hasPrefix(versionPrefix)
            let isLink = kind == .symbolicLink && (name == nextData || isOurs(link: name, folder))
            guard isVersion || isLink else { return .foreign("a folder that holds other things") }
        }
        return .absent
    }

    static func isOurs(link name: String, _ folder: borrowing Descriptor) -> Bool {
        guard let target = link(name, in: folder) else { return false }
        return target == data + "/" + name
    }

    static func mark(in version: borrowing Descriptor) throws(SystemError) -> MountMark? {
        do throws(SystemError) {
            let file = try version.open(MountMark.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            let size = try file.status().stamp.size
            let bytes = try file.contents(limit: MountMark.limit, expected: size)
            return bytes.flatMap { MountMark(parsing: String(decoding: $0, as: UTF8.self)) }
        } catch {
            guard error.code == ENOENT || error.code == ELOOP else { throw error }
            return nil
        }
    }

    private static func faults(
        _ mark: MountMark,
        _ names: [(name: String, kind: FileKind)],
        _ folder: borrowing Descriptor,
        _ version: borrowing Descriptor
    ) throws(SystemError) -> [MountFault] {
        var faults: [MountFault] = []
        let keys = Set(mark.files.map(\.name))
        for (name, stamp) in mark.files {
            guard let found = Self.stamp(name, in: version), isOurs(link: name, folder) else {
                faults.append(.missing(key: name))
                continue
            }
            if found != stamp { faults.append(.changed(key: name)) }
        }
        for (name, kind) in names where !keys.contains(name) {
            // What a write leaves when it is interrupted: old versions, links that lead nowhere.
            if name.hasPrefix("..") { continue }
            if kind == .symbolicLink, isOurs(link: name, folder), stamp(name, in: version) == nil {
                continue
            }
            faults.append(.added(name: name))
        }
        return faults
    }

    /// What readers of the mount find under which name: a key with the size of its file, or without
    /// one something that was not written; sorted, nothing if there is no mount.
    package func contents() throws(FileError) -> [(name: String, size: Int?)]? {
        try FileError.naming("list folder", path) { () throws(SystemError) in
            guard let folder = try opened(), let version = Self.version(in: folder) else {
                return nil
            }
            let inside = try folder.open(version, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            var found: [(name: String, size: Int?)] = []
            for (name, kind) in try Self.names(in: folder) where !name.hasPrefix("..") {
                guard kind == .symbolicLink, Self.isOurs(link: name, folder) else {
                    found.append((name, nil))
                    continue
                }
                // A link that leads nowhere is left over from a key that went.
                if let stamp = Self.stamp(name, in: inside) { found.append((name, stamp.size)) }
            }
            return found
        }
    }

    /// Reads a key's file in use to its end, straight into memory that its owner wipes.
    package func read(_ key: String, into span: inout OutputRawSpan) throws(FileError) {
        let place = path + "/" + key
        let ended = try FileError.naming("read file", place) { () throws(SystemError) in
            guard let folder = try opened(), let version = Self.version(in: folder) else {
                throw SystemError(code: ENOENT)
            }
            let inside = try folder.open(version, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            let file = try inside.open(key, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
            return try unsafe span.withUnsafeMutableBytes { buffer, filled throws(SystemError) in
                while filled < buffer.count {
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                    let count = try unsafe file.read(into: rest)
                    if count == 0 { return true }
                    filled += count
                }
                return false
            }
        }
        guard ended else {
            throw FileError(operation: "read file", path: place, reason: .changedMeanwhile)
        }
    }
}
