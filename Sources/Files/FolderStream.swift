#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The names in a folder, as the file system gives them.
@safe
struct FolderStream: ~Copyable {
    #if canImport(Glibc)
        private let stream: OpaquePointer
    #else
        private let stream: UnsafeMutablePointer<DIR>
    #endif

    /// Takes over the open folder: lists are read once, from where it stands.
    init(_ folder: consuming Descriptor) throws(SystemError) {
        let number = folder.released()
        guard let stream = unsafe fdopendir(number) else {
            let error = SystemError.last
            _ = close(number)
            throw error
        }
        unsafe self.stream = stream
    }

    /// The open folder, to open what is in it; closed together with the list.
    var number: Int32 { unsafe dirfd(stream) }

    deinit {
        unsafe closedir(stream)
    }

    /// Calls `body` with the bytes of each name but `.` and `..`.
    borrowing func forEach(
        _ body: (_ name: UnsafeBufferPointer<UInt8>, _ kind: FileKind) throws(SystemError) -> Void
    ) throws(SystemError) {
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw .last }
                return
            }
            guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return }
            let start = unsafe UnsafeRawPointer(entry).advanced(by: offset)
            let name = unsafe UnsafeBufferPointer(
                start: start.assumingMemoryBound(to: UInt8.self),
                count: strlen(start.assumingMemoryBound(to: CChar.self))
            )
            if unsafe name.elementsEqual([0x2e]) || name.elementsEqual([0x2e, 0x2e]) { continue }
            try unsafe body(name, kind(of: entry.pointee.d_type, name: start))
        }
    }

    /// File systems that keep no types in their folders are asked file by file.
    private borrowing func kind(
        of type: UInt8,
        name: UnsafeRawPointer
    ) throws(SystemError) -> FileKind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_LNK): return .symbolicLink
        case Int(DT_UNKNOWN): break
        default: return .other
        }
        var status = stat()
        let text = unsafe name.assumingMemoryBound(to: CChar.self)
        guard unsafe fstatat(number, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            // Gone since it was listed: nothing that anybody could read.
            if errno == ENOENT { return .other }
            throw .last
        }
        return FileKind(mode: status.st_mode)
    }
}
