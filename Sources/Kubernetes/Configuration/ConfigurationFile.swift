internal import Files
internal import Payloads

/// Reads the files that a configuration names.
enum ConfigurationFile {
    /// The bytes of a file, wiped when they are dropped.
    static func read(_ path: String, limit: Int = 4 << 20) throws(ConfigurationError) -> Payload {
        do throws(FileError) {
            // More than it holds now: it may be replaced before it is read.
            let capacity = min((try UserFile.size(path) ?? limit / 2) + 4_096, limit)
            var writer = PayloadWriter(capacity: capacity)
            try writer.append(capacity: capacity) { output throws(FileError) in
                try UserFile.readSecret(path, into: &output)
            }
            return writer.take()
        } catch {
            throw ConfigurationError("\(error)", isMissing: error.reason == .notFound)
        }
    }

    /// The path of a file that is named in another one, which is relative to that one's folder.
    static func path(_ name: String, besides file: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return String(file[...slash]) + name
    }
}
