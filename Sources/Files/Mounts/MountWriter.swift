#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A new version of a mount on its way: written beside the one in use, then put in its place.
///
/// Dropped before `publish` it leaves nothing that anybody reads; the next writer takes it away.
package struct MountWriter: ~Copyable {
    private let mount: Mount
    private let folder: Descriptor
    private let version: Descriptor
    private let name: String
    private var files: [(name: String, stamp: MountStamp)] = []

    /// Begins a version.
    package init(_ mount: Mount) throws(FileError) {
        let name = Mount.versionPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
        let folder = try FileError.naming("make folder", mount.path) { () throws(SystemError) in
            try mount.openedMaking()
        }
        let version = try Self.make(name, in: folder.number, mount)
        self.mount = mount
        self.name = name
        self.folder = folder
        self.version = version
    }

    private static func make(
        _ name: String,
        in folder: Int32,
        _ mount: Mount
    ) throws(FileError) -> Descriptor {
        try FileError.naming("make folder", mount.path) { () throws(SystemError) in
            guard unsafe mkdirat(folder, name, 0o700) == 0 else { throw .last }
            let made = try Descriptor.open(name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            try made.setMode(mount.root.folderMode)
            return made
        }
    }

    /// Writes one key's file; the bytes stay where they are on their way to the system.
    package mutating func write(_ key: String, _ bytes: RawSpan) throws(FileError) {
        let mode = mount.root.fileMode
        let stamp = try FileError.naming("write file", mount.path + "/" + key) {
            () throws(SystemError) in
            let file = try version.open(key, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try file.write(bytes)
            try file.setMode(mode)
            return Mount.stamp(key, in: version)
        }
        guard let stamp else {
            throw FileError(
                operation: "write file",
                path: mount.path + "/" + key,
                reason: .changedMeanwhile
            )
        }
        files.append((key, stamp))
    }

    /// Writes what the version says of itself; to be called once, after the last key.
    package func finish(note: String) throws(FileError) {
        try FileError.naming("write file", mount.path) { () throws(SystemError) in
            try Self.write(MountMark(files: files, note: note), in: version, mount.root.fileMode)
        }
    }

    /// Puts the version in the place of the one before, in one step, and clears up.
    ///
    /// Links to new keys come first: until the step they lead nowhere, which to a reader is the
    /// same as not being there. Links to keys that are gone go after it.
    package func publish() throws(FileError) {
        try FileError.naming("exchange", mount.path) { () throws(SystemError) in
            for (key, _) in files where !Mount.isOurs(link: key, folder) {
                try clear(key)
                guard unsafe symlinkat(Mount.data + "/" + key, folder.number, key) == 0 else {
                    throw .last
                }
            }
            try clear(Mount.nextData)
            guard unsafe symlinkat(name, folder.number, Mount.nextData) == 0 else { throw .last }
            try folder.rename(Mount.nextData, to: Mount.data)
        }
        // Nobody reads what is left over; the next one to write tries again.
        try? clearUp()
    }

    /// Takes the unfinished version away.
    package func discard() {
        try? Mount.removeVersion(name, in: folder)
        mount.removeIfEmpty()
    }

    private func clear(_ name: String) throws(SystemError) {
        guard let status = try folder.status(of: name) else { return }
        if status.kind == .folder {
            try Mount.removeVersion(name, in: folder)
        } else {
            try folder.remove(name)
        }
    }

    private func clearUp() throws(SystemError) {
        let keys = Set(files.map(\.name))
        for (other, _) in try Mount.names(in: folder)
        where other != Mount.data && other != name && !keys.contains(other) {
            try clear(other)
        }
    }

    static func write(
        _ mark: MountMark,
        in version: borrowing Descriptor,
        _ mode: mode_t
    ) throws(SystemError) {
        let temporary = MountMark.name + ".next"
        let file = try version.open(
            temporary,
            O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
            mode: 0o600
        )
        try file.write(Array(mark.text.utf8))
        try file.setMode(mode | 0o200)
        try version.rename(temporary, to: MountMark.name)
    }
}

extension Mount {
    /// Takes the whole mount away, keys that others added included; a folder of somebody else stays.
    package func remove() throws(FileError) {
        try FileError.naming("remove", path) { () throws(SystemError) in
            guard let folder = try opened() else { return }
            // In this order an interrupted removal is an interrupted write to the next one.
            for (name, kind) in try Self.names(in: folder) where !name.hasPrefix("..") {
                if kind == .folder {
                    try Self.removeVersion(name, in: folder)
                } else {
                    try folder.remove(name)
                }
            }
            for (name, kind) in try Self.names(in: folder) {
                if kind == .folder {
                    try Self.removeVersion(name, in: folder)
                } else {
                    try folder.remove(name)
                }
            }
            let number = root.descriptor.number
            guard unsafe unlinkat(number, namespace + "/" + name, AT_REMOVEDIR) == 0 else {
                throw .last
            }
            // Other Secrets of the namespace keep it.
            _ = unsafe unlinkat(number, namespace, AT_REMOVEDIR)
        }
    }

    /// Writes the note anew, together with the files as they are now, whose modes are put right.
    ///
    /// For a mount whose contents were found to be what they should be.
    package func remark(note: String) throws(FileError) {
        try FileError.naming("write file", path) { () throws(SystemError) in
            guard let folder = try opened(), let version = Self.version(in: folder) else {
                throw SystemError(code: ENOENT)
            }
            let inside = try folder.open(version, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            guard let mark = try Self.mark(in: inside) else { throw SystemError(code: ENOENT) }
            for file in mark.files {
                try inside.open(file.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
                    .setMode(root.fileMode)
            }
            let files = mark.files.compactMap { file in
                Self.stamp(file.name, in: inside).map { (file.name, $0) }
            }
            try MountWriter.write(MountMark(files: files, note: note), in: inside, root.fileMode)
        }
    }

    /// Removes a folder and what is in it; folders in it too, for it may be anybody's by now.
    static func removeVersion(
        _ name: String,
        in folder: borrowing Descriptor,
        depth: Int = 0
    ) throws(SystemError) {
        guard depth < 32 else { throw SystemError(code: ELOOP) }
        let inside = try folder.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        for (entry, kind) in try names(in: inside) {
            if kind == .folder {
                try removeVersion(entry, in: inside, depth: depth + 1)
            } else {
                try inside.remove(entry)
            }
        }
        try folder.removeFolder(name)
    }
}
