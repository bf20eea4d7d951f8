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

    private func state(of folder: borrowing Descriptor) throws(SystemError) -> MountState {
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
        return .mounted(note: mark.note, faults: try Self.faults(mark, names, folder, inside))
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
        for (name, _) in try Self.names(in: version)
        where !keys.contains(name) && name != MountMark.name && !name.hasPrefix(MountMark.name) {
            faults.append(.added(name: name))
        }
        return faults
    }

    /// Whether a key's file in use holds exactly these bytes.
    package func holds(_ key: String, _ bytes: RawSpan) throws(FileError) -> Bool {
        try FileError.naming("read file", path + "/" + key) { () throws(SystemError) in
            do throws(SystemError) {
                guard let folder = try opened(), let version = Self.version(in: folder) else {
                    return false
                }
                let inside = try folder.open(version, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                let file = try inside.open(key, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
                return try file.holds(bytes)
            } catch {
                guard error.code == ENOENT || error.code == ELOOP else { throw error }
                return false
            }
        }
    }
}

extension Descriptor {
    /// Whether everything up to the end is `bytes`; what was read is wiped.
    borrowing func holds(_ bytes: RawSpan) throws(SystemError) -> Bool {
        let room = 4_096
        return try unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) {
            (buffer) throws(SystemError) in
            defer { unsafe buffer.baseAddress.map { unsafe explicit_bzero($0, room) } }
            var offset = 0
            while true {
                let count = try unsafe read(into: buffer)
                if count == 0 { return offset == bytes.byteCount }
                guard offset + count <= bytes.byteCount else { return false }
                let part = bytes.extracting(offset..<offset + count)
                let isSame = unsafe part.withUnsafeBytes { expected in
                    unsafe expected.elementsEqual(buffer[..<count])
                }
                guard isSame else { return false }
                offset += count
            }
        }
    }
}
