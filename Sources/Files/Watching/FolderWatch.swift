import CLinux

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Notices changes below folders, as the system reports them.
///
/// What it reports is a hint to look, never what to believe: some file systems report nothing, and
/// a queue that overflows says so once. Whoever uses it looks again from time to time all the same.
package final class FolderWatch {
    /// A folder that something changed in, as it was named.
    package struct Changes: Sendable {
        package fileprivate(set) var folders: Set<String> = []
        /// Whether more may have changed than is named.
        package fileprivate(set) var isMore = false

        package var isEmpty: Bool { folders.isEmpty && !isMore }
    }

    private let descriptor: Descriptor
    private var paths: [Int32: String] = [:]
    private var numbers: [String: Int32] = [:]
    /// The folders that are watched only since `watch` was called last: what happened in them before
    /// was not reported.
    package private(set) var added: Set<String> = []

    /// Nothing where the system has no such thing, or gives no more of it.
    package init?() {
        let number = linux_watch_open()
        guard number >= 0 else { return nil }
        descriptor = Descriptor(owning: number)
    }

    /// What to wait for with `poll`.
    package var number: Int32 { descriptor.number }

    /// Watches exactly these folders from now on; false if the system refused one that is there.
    package func watch(_ folders: Set<String>) -> Bool {
        for (path, number) in numbers where !folders.contains(path) {
            _ = linux_watch_remove(descriptor.number, number)
            numbers[path] = nil
            paths[number] = nil
        }
        var isWhole = true
        added = []
        for path in folders {
            // Again for those that are watched: another folder may stand there by now.
            let number = unsafe linux_watch_add(descriptor.number, path)
            if number < 0 {
                if errno != ENOENT && errno != ENOTDIR { isWhole = false }
                continue
            }
            if numbers[path] != number {
                if let old = numbers[path] { paths[old] = nil }
                added.insert(path)
            }
            numbers[path] = number
            paths[number] = path
        }
        return isWhole
    }

    /// What changed since it was asked last; does not wait.
    package func changes() -> Changes {
        var changes = Changes()
        let room = 64 << 10
        let number = descriptor.number
        unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 8) { buffer in
            while true {
                let count = unsafe read(number, buffer.baseAddress, room)
                guard count > 0 else { return }
                unsafe take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), &changes)
            }
        }
        return changes
    }

    private func take(_ events: UnsafeRawBufferPointer, _ changes: inout Changes) {
        // wd, mask, cookie, length of the name, name.
        var offset = 0
        while offset + 16 <= events.count {
            let folder = unsafe events.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            let mask = unsafe events.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
            let length = unsafe events.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self)
            offset += 16 + Int(length)
            if mask & UInt32(linux_watch_overflow) != 0 { changes.isMore = true }
            if mask & UInt32(linux_watch_ended) != 0 {
                if let path = paths.removeValue(forKey: folder) { numbers[path] = nil }
                continue
            }
            if let path = paths[folder] { changes.folders.insert(path) }
        }
    }
}
