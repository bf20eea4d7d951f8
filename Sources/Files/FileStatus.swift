#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What something in a folder is.
package enum FileKind: Sendable, Equatable {
    case file
    case folder
    case symbolicLink
    /// A FIFO, socket or device.
    case other
    /// Something whose name, or that of a folder above it, is not UTF-8 text: no path opens it.
    ///
    /// Its path is what `PathText.standIn` gives; a name that is written like that counts too.
    case unnameable

    init(mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .symbolicLink
            default: .other
            }
    }
}

/// What the file system knows of one file.
struct FileStatus: Sendable {
    /// Tells one content of a file from another: a write or a replacement changes it.
    struct Stamp: Equatable, Sendable {
        let device: UInt64
        let inode: UInt64
        let size: Int
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int
    }

    let kind: FileKind
    /// Permission bits alone.
    let mode: mode_t
    let user: uid_t
    let group: gid_t
    let stamp: Stamp

    init(_ status: stat) {
        #if canImport(Glibc)
            let modified = status.st_mtim
        #else
            let modified = status.st_mtimespec
        #endif
        kind = FileKind(mode: status.st_mode)
        mode = status.st_mode & 0o7777
        user = status.st_uid
        group = status.st_gid
        stamp = Stamp(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int(status.st_size),
            modifiedSeconds: modified.tv_sec,
            modifiedNanoseconds: modified.tv_nsec
        )
    }
}
