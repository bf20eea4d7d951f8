#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The folder below which mounts stand, as `NAMESPACE/NAME`; one process at a time has it.
package final class MountRoot: Sendable {
    /// The folder, as it was named when it was opened.
    package let path: String
    /// The permission bits of the files.
    let fileMode: mode_t
    let descriptor: Descriptor

    /// Opens the folder and locks it; it is made where it is missing.
    ///
    /// The lock is the kernel's and goes with the process. Folders can be entered by whoever may
    /// read the files.
    package init(_ path: String, fileMode: UInt32 = 0o400) throws(FileError) {
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "open folder", path: path, reason: .unsuitableName)
        }
        self.path = path
        self.fileMode = mode_t(fileMode)
        try UserFile.makeFolder(path, mode: UInt32(Self.folderMode(self.fileMode)))
        descriptor = try FileError.naming("open folder", path) { () throws(SystemError) in
            try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
        }
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
            throw FileError(operation: "lock folder", path: path, reason: .locked(by: nil))
        }
    }

    /// Who may read a file may enter the folder that it is in.
    static func folderMode(_ fileMode: mode_t) -> mode_t {
        0o700 | (fileMode & 0o040 != 0 ? 0o050 : 0) | (fileMode & 0o004 != 0 ? 0o005 : 0)
    }

    var folderMode: mode_t { Self.folderMode(fileMode) }

    /// Namespaces and names of the folders below, mounts or not; links are not followed.
    package func titles() throws(FileError) -> [(namespace: String, name: String)] {
        var found: [(namespace: String, name: String)] = []
        for namespace in try folders(in: ".") {
            for name in try folders(in: namespace) {
                found.append((namespace, name))
            }
        }
        return found
    }

    /// The folders in which a change of a mount shows, each with the mount that it belongs to.
    package func watchedFolders() throws(FileError) -> [(
        path: String, mount: (namespace: String, name: String)?
    )] {
        var found: [(path: String, mount: (namespace: String, name: String)?)] = [(path, nil)]
        for namespace in try folders(in: ".") {
            found.append((path + "/" + namespace, nil))
            for name in try folders(in: namespace) {
                let mount = path + "/" + namespace + "/" + name
                found.append((mount, (namespace, name)))
                let link = Mount(self, namespace: namespace, name: name).version
                if let link { found.append((mount + "/" + link, (namespace, name))) }
            }
        }
        return found
    }

    private func folders(in name: String) throws(FileError) -> [String] {
        let folder: FolderStream
        do throws(SystemError) {
            folder = try FolderStream(
                descriptor.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            )
        } catch {
            // Another's folder that we may not look into holds nothing of ours.
            if name != ".", [ENOENT, ENOTDIR, ELOOP, EACCES].contains(error.code) { return [] }
            throw FileError("list folder", path + "/" + name, error)
        }
        var names: [String] = []
        do throws(SystemError) {
            try unsafe folder.forEach { bytes, kind in
                guard kind == .folder, unsafe bytes.first != 0x2E,
                    let text = unsafe String(validating: bytes, as: UTF8.self)
                else { return }
                names.append(text)
            }
        } catch {
            throw FileError("list folder", path + "/" + name, error)
        }
        return names.sorted(by: Folder.precedes)
    }

    /// Waits until all that was written below is on the disk.
    package func sync() throws(FileError) {
        guard Descriptor.canSyncFileSystem else { return }
        try FileError.naming("write to disk", path) { () throws(SystemError) in
            try descriptor.syncFileSystem()
        }
    }
}
