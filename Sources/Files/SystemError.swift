#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The number that a failed system call left behind.
struct SystemError: Error, Equatable {
    let code: Int32

    init(code: Int32) {
        self.code = code
    }

    /// The error of the call that failed just now on this thread.
    static var last: SystemError { SystemError(code: errno) }

    /// The file is not the one that it was: the system's word for it, which ours is too.
    static let changed = SystemError(code: ESTALE)

    /// The system's own words, in lower case like the rest of a message.
    var text: String {
        guard let words = unsafe strerror(code) else { return "error \(code)" }
        let text = unsafe String(cString: words)
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// The reason to report for a path in which links are not followed.
    var reason: FileError.Reason {
        switch code {
        case ENOENT: .notFound
        case EACCES, EPERM: .permissionDenied
        case EROFS: .readOnly
        case ENOSPC, EDQUOT: .diskFull
        case ELOOP: .symbolicLink
        case EXDEV: .outside
        case EEXIST: .alreadyExists
        case EISDIR: .notAFile
        case ENOTDIR: .notAFolder
        case EILSEQ: .unsuitableName
        case ESTALE: .changedMeanwhile
        default: .other(errno: code)
        }
    }

    /// Runs a call again for as long as a signal interrupts it.
    static func check(_ call: () -> Int32) throws(SystemError) -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { throw .last }
        }
    }
}

extension FileError {
    init(_ operation: String, _ path: String, _ error: SystemError) {
        self.init(operation: operation, path: path, reason: error.reason)
    }

    /// Runs system calls and says on failure what they were for.
    static func naming<Value: ~Copyable>(
        _ operation: String,
        _ path: String,
        _ body: () throws(SystemError) -> Value
    ) throws(FileError) -> Value {
        do {
            return try body()
        } catch {
            throw FileError(operation, path, error)
        }
    }
}
