#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Mount {
    /// Takes away what interrupted writes left: versions that are not in use, links that lead nowhere.
    ///
    /// Versions hold values, so none may stay for longer than it has to. To be called while nobody
    /// writes a version here.
    package func tidy() throws(FileError) {
        try FileError.naming("clear up", path) { () throws(SystemError) in
            guard let folder = try folderOfOurs() else { return }
            let current = Self.version(in: folder)
            var isEmpty = true
            for (name, kind) in try Self.names(in: folder) {
                let isVersion = kind == .folder && name.hasPrefix(Self.versionPrefix)
                let isNext = kind == .symbolicLink && name == Self.nextData
                if isVersion, name != current {
                    try Self.removeVersion(name, in: folder)
                } else if isNext || Self.isStale(name, kind, folder, current) {
                    try folder.remove(name)
                } else {
                    isEmpty = false
                }
            }
            if isEmpty { removeIfEmpty() }
        }
    }

    /// The folder, if all that is in it may be ours.
    private func folderOfOurs() throws(SystemError) -> Descriptor? {
        do throws(SystemError) {
            guard let folder = try opened() else { return nil }
            if case .foreign = try state(of: folder) { return nil }
            return folder
        } catch {
            guard error.code != ENOTDIR && error.code != ELOOP else { return nil }
            throw error
        }
    }

    private static func isStale(
        _ name: String,
        _ kind: FileKind,
        _ folder: borrowing Descriptor,
        _ current: String?
    ) -> Bool {
        guard kind == .symbolicLink, isOurs(link: name, folder) else { return false }
        guard let current else { return true }
        return stamp(current + "/" + name, in: folder) == nil
    }

    /// Removes the folder, and that of the namespace, if nothing is in them.
    func removeIfEmpty() {
        let number = root.descriptor.number
        guard unsafe unlinkat(number, namespace + "/" + name, AT_REMOVEDIR) == 0 else { return }
        _ = unsafe unlinkat(number, namespace, AT_REMOVEDIR)
    }
}
