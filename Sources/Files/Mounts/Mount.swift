#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder with one file for each key, all of them exchanged in one step the way kubelets do it.
///
///     db/username -> ..data/username
///     db/..data -> ..v7f3k2
///     db/..v7f3k2/username
///
/// Whoever opens `db/username` gets it whole, old or new; whoever opens `db/..data` once and reads
/// all keys below it gets keys that belong together.
package struct Mount: Sendable {
    static let data = "..data"
    static let nextData = "..data_next"
    static let versionPrefix = "..v"

    let root: MountRoot
    let namespace: String
    let name: String

    /// The place of one Secret; its names were checked by whoever read them.
    package init(_ root: MountRoot, namespace: String, name: String) {
        precondition(
            !namespace.hasPrefix(".") && !name.hasPrefix(".")
                && !(namespace + name).utf8.contains { $0 == 0x2F || $0 == 0 },
            "names of a namespace and of a Secret"
        )
        self.root = root
        self.namespace = namespace
        self.name = name
    }

    /// For messages.
    package var path: String { "\(root.path)/\(namespace)/\(name)" }

    /// The open folder, nothing if there is none.
    func opened() throws(SystemError) -> Descriptor? {
        do {
            let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
            return try root.descriptor.open(namespace, flags).open(name, flags)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }

    /// The open folder, made where it is missing.
    func openedMaking() throws(SystemError) -> Descriptor {
        let above = try Self.makeFolder(namespace, in: root.descriptor, root.folderMode)
        return try Self.makeFolder(name, in: above, root.folderMode)
    }

    private static func makeFolder(
        _ name: String,
        in above: borrowing Descriptor,
        _ mode: mode_t
    ) throws(SystemError) -> Descriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let isNew = unsafe mkdirat(above.number, name, 0o700) == 0
        guard isNew || errno == EEXIST else { throw .last }
        let folder = try above.open(name, flags)
        if isNew { try folder.setMode(mode) }
        return folder
    }

    /// Where a link leads; nothing if there is no link of that name.
    static func link(_ name: String, in folder: borrowing Descriptor) -> String? {
        let number = folder.number
        return unsafe withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let text = unsafe start.assumingMemoryBound(to: CChar.self)
            let count = unsafe readlinkat(number, name, text, buffer.count)
            guard count > 0, count < buffer.count else { return nil }
            return unsafe String(
                validating: UnsafeRawBufferPointer(start: start, count: count),
                as: UTF8.self
            )
        }
    }

    /// The name of the version in use.
    static func version(in folder: borrowing Descriptor) -> String? {
        guard let version = link(data, in: folder), version.hasPrefix(versionPrefix),
            !version.utf8.contains(0x2F)
        else { return nil }
        return version
    }

    /// The name of the version in use, if there is one.
    var version: String? {
        guard let folder = try? opened() else { return nil }
        return Self.version(in: folder)
    }

    /// Names in an open folder, sorted.
    static func names(
        in folder: borrowing Descriptor
    ) throws(SystemError) -> [(name: String, kind: FileKind)] {
        let stream = try FolderStream(folder.open(".", O_RDONLY | O_DIRECTORY))
        var names: [(name: String, kind: FileKind)] = []
        try unsafe stream.forEach { bytes, kind in
            unsafe names.append((String(decoding: bytes, as: UTF8.self), kind))
        }
        return names.sorted { Folder.precedes($0.name, $1.name) }
    }

    static func stamp(_ name: String, in folder: borrowing Descriptor) -> MountStamp? {
        var status = stat()
        guard unsafe fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
            status.st_mode & S_IFMT == S_IFREG
        else { return nil }
        #if canImport(Glibc)
            let changed = status.st_ctim
        #else
            let changed = status.st_ctimespec
        #endif
        return MountStamp(
            inode: UInt64(status.st_ino),
            size: Int(status.st_size),
            seconds: changed.tv_sec,
            nanoseconds: changed.tv_nsec,
            mode: UInt32(status.st_mode & 0o7777)
        )
    }
}
