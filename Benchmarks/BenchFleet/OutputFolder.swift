#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A new folder that is filled as fast as the disk takes it: nothing here is worth a sync.
struct OutputFolder: Sendable {
    let path: String

    /// A file that could not be written: which, and the system's reason.
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let code: CInt

        var description: String { "write \(path): error \(code)" }
    }

    /// Makes a folder in it with all that lead there, itself included.
    func makeFolders(_ relative: String) throws(Failure) {
        var made = path
        try makeFolder(made)
        for part in relative.split(separator: "/") {
            made += "/" + part
            try makeFolder(made)
        }
    }

    private func makeFolder(_ path: String) throws(Failure) {
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw Failure(path: path, code: errno)
        }
    }

    /// Writes a file in it.
    func write(_ relative: String, _ bytes: [UInt8]) throws(Failure) {
        let target = path + "/" + relative
        let file = unsafe open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Failure(path: target, code: errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe systemWrite(file, UnsafeRawBufferPointer(rebasing: all[written...]))
            }
            guard count > 0 else { throw Failure(path: target, code: errno) }
            written += count
        }
    }
}

// Inside the type, `write` is the method.
private func systemWrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
    unsafe write(file, bytes.baseAddress, bytes.count)
}
