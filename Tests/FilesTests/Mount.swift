import Foundation
import Testing

/// A small file system of its own at a fresh place, unmounted when dropped.
///
/// A full disk and a read-only one cannot be had otherwise. Without the right to mount the test
/// fails: a skipped one would look like a passed one.
struct Mount: ~Copyable {
    let path: String

    init(_ options: String) throws {
        path = FileManager.default.temporaryDirectory.path() + "mount-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let result = unsafe mount("tmpfs", path, "tmpfs", 0, options)
        try #require(
            result == 0,
            "cannot mount a tmpfs (errno \(errno)): run the tests as root, in a container with CAP_SYS_ADMIN"
        )
    }

    deinit {
        _ = unsafe umount2(path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: path)
    }

    func makeReadOnly() throws {
        let flags = UInt(MS_REMOUNT | MS_RDONLY)
        let result = unsafe mount("tmpfs", path, "tmpfs", flags, nil)
        try #require(result == 0, "cannot remount read-only (errno \(errno))")
    }
}
