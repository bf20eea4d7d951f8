#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells one content of a file that the user named from another, without reading it.
package struct FileStamp: Equatable, Sendable {
    let stamp: FileStatus.Stamp
    let mode: mode_t
}

extension UserFile {
    /// The stamp of the file that a path leads to; nothing where there is none.
    package static func stamp(_ path: String) -> FileStamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        let known = FileStatus(status)
        return FileStamp(stamp: known.stamp, mode: known.mode)
    }
}
