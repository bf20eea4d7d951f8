package import Files
package import Sealing

/// A file whose content is secret, read straight into secret memory.
package enum SecretFile {
    /// The whole file, at most `limit` bytes.
    ///
    /// Only as much memory is locked as the file needs: locking megabytes takes milliseconds. Pipes
    /// do not tell their size and get room for the most.
    package static func read(_ path: String, limit: Int) throws(FileError) -> SecretBytes {
        let capacity = try UserFile.size(path) ?? limit
        guard capacity <= limit else {
            throw FileError(operation: "read file", path: path, reason: .tooLarge(limit: limit))
        }
        return try SecretBytes(capacity: capacity) { (span) throws(FileError) in
            try UserFile.readSecret(path, into: &span)
        }
    }
}
