import CLinux

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder opened once, and everything below it.
///
/// Paths are relative to it and never leave it: `..` and absolute paths are refused, and so is
/// every symbolic link on the way, wherever it leads. A document is a file of the repository, not
/// a link to one: Git, and an agent that reads Git's trees, sees the link alone. The folder's own
/// path may hold links, and stays valid when the folder is renamed.
package final class Folder: Sendable {
    /// How paths below the folder are resolved.
    enum Resolution {
        /// By the kernel in one call: `openat2`, Linux 5.6 and later.
        case kernel
        /// Part by part with `O_NOFOLLOW`. Means the same, costs one call a part.
        case parts
    }

    /// The folder, as it was named when it was opened.
    package let path: String
    private let descriptor: Descriptor
    private let resolution: Resolution

    package convenience init(_ path: String) throws(FileError) {
        try self.init(path, resolution: nil)
    }

    init(_ path: String, resolution: Resolution?) throws(FileError) {
        self.path = path
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "open folder", path: path, reason: .unsuitableName)
        }
        descriptor = try FileError.naming("open folder", path) { () throws(SystemError) in
            try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
        }
        // A system call filter may answer EPERM, so anything but success means: by parts.
        let answer = try? Self.openInKernel(".", O_RDONLY | O_DIRECTORY, in: descriptor)
        self.resolution = resolution ?? (answer == nil ? .parts : .kernel)
    }

    /// Opens what stands under a path, following no link.
    func open(
        _ relative: String,
        _ flags: Int32,
        mode: mode_t = 0
    ) throws(SystemError) -> Descriptor {
        let relative = relative.isEmpty ? "." : relative
        return switch resolution {
        case .kernel: try Self.openInKernel(relative, flags, mode: mode, in: descriptor)
        case .parts: try openByParts(relative, flags, mode: mode)
        }
    }

    private static func openInKernel(
        _ relative: String,
        _ flags: Int32,
        mode: mode_t = 0,
        in folder: borrowing Descriptor
    ) throws(SystemError) -> Descriptor {
        let rules =
            linux_resolve_beneath | linux_resolve_no_symlinks
            | linux_resolve_no_magiclinks
        let flags = UInt64(UInt32(bitPattern: flags | O_CLOEXEC))
        let folder = folder.number
        let number = try SystemError.check {
            unsafe linux_openat2(folder, relative, flags, UInt64(mode), UInt64(rules))
        }
        return Descriptor(owning: number)
    }

    private func openByParts(
        _ relative: String,
        _ flags: Int32,
        mode: mode_t
    ) throws(SystemError) -> Descriptor {
        var parts = relative.unicodeScalars.split(separator: "/").map { String($0) }
        let last = parts.popLast() ?? "."
        guard let first = parts.first else {
            return try Self.openPart(last, flags, mode, descriptor)
        }
        var folder = try Self.openPart(first, O_RDONLY | O_DIRECTORY, 0, descriptor)
        for part in parts.dropFirst() {
            folder = try Self.openPart(part, O_RDONLY | O_DIRECTORY, 0, folder)
        }
        return try Self.openPart(last, flags, mode, folder)
    }

    private static func openPart(
        _ name: String,
        _ flags: Int32,
        _ mode: mode_t,
        _ folder: borrowing Descriptor
    ) throws(SystemError) -> Descriptor {
        do {
            return try folder.open(name, flags | O_NOFOLLOW, mode: mode)
        } catch {
            // With O_DIRECTORY the kernel says ENOTDIR for a link too.
            guard error.code == ENOTDIR, try folder.status(of: name)?.kind == .symbolicLink else {
                throw error
            }
            throw SystemError(code: ELOOP)
        }
    }
}
