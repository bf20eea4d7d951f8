#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The steps up to the moment when a commit is certain.
extension CommitPlan {
    /// From this many files on, one `syncfs` replaces an `fsync` for each.
    ///
    /// 100 files take 5 ms instead of 28 on a virtual disk. But it also waits for what other
    /// programs wrote, which a small change should not have to.
    private static let manyFiles = 16

    /// Writes the new bytes beside their targets and waits until they are on the disk.
    func writeTemporaries(in files: WorkFolder) throws(FileError) {
        let syncsAtOnce = Descriptor.canSyncFileSystem && changes.count >= Self.manyFiles
        // One index a file system: mounts inside the repository are others.
        var written: [UInt64: Int] = [:]
        try files.forEach(record.entries, "write file") { folder, index throws(SystemError) in
            let change = changes[index]
            guard let bytes = change.bytes else { return }
            files.step("create temporary")
            let file = try create(change, in: folder)
            files.step("write temporary")
            try file.write(bytes)
            if syncsAtOnce {
                written[try file.status().stamp.device] = index
            } else {
                files.step("sync temporary")
                try file.sync()
            }
        }
        let samples = written.values.map { record.entries[$0] }
        try files.forEach(samples, "write file") { folder, _ throws(SystemError) in
            files.step("sync temporaries")
            try folder.syncFileSystem()
        }
    }

    private func create(
        _ change: PlannedChange,
        in folder: borrowing Descriptor
    ) throws(SystemError) -> Descriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
        guard let old = change.old else {
            return try folder.open(change.entry.temporary, flags, mode: 0o644)
        }
        let file = try folder.open(change.entry.temporary, flags, mode: 0o600)
        if old.user != geteuid() || old.group != getegid() { file.setOwner(old.user, old.group) }
        try file.setMode(old.mode)
        return file
    }

    /// Looks once more, right before the commit, whether every file is the one that was read.
    func checkUnchanged(in files: WorkFolder) throws(FileError) {
        try files.forEach(record.entries, "write file") { folder, index throws(SystemError) in
            let change = changes[index]
            let status = try folder.status(of: change.entry.path.name)
            guard status?.stamp == change.old?.stamp else { throw .changed }
        }
    }

    /// Looks at what came out under the temporary names.
    func checkReplaced(in files: WorkFolder) throws(FileError) {
        try files.forEach(record.entries, "write file") { folder, index throws(SystemError) in
            guard let old = changes[index].old else { return }
            let status = try folder.status(of: changes[index].entry.temporary)
            guard status?.stamp == old.stamp else { throw .changed }
        }
    }

    /// Makes the only change there is, in one step.
    func replaceOne(in files: WorkFolder) throws(FileError) {
        try files.forEach(record.entries, "write file") { folder, index throws(SystemError) in
            files.step("replace")
            let entry = record.entries[index]
            if entry.new == nil {
                try folder.remove(entry.path.name)
            } else if entry.old == nil {
                _ = try files.putInPlace(entry, in: folder)
            } else {
                try folder.rename(entry.temporary, to: entry.path.name)
            }
        }
    }
}
