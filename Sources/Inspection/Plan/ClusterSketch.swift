internal import Documents
internal import YAML

/// What decides which layers are for a cluster and what templates say on it, read without a schema.
///
/// A plan needs it of every cluster, also of those that nobody changes; reading their keys as well
/// would cost several times as much.
struct ClusterSketch: Sendable, Equatable {
    var groups: Set<String> = []
    var labels: [String: String] = [:]
    /// Ids as they are written, of keys that group keys may be sealed to.
    var keys: Set<String> = []
    /// Keys that are not revoked here, the public ones by their ids, as they are written.
    var held: [String: String] = [:]

    /// Nothing if it is no cluster: a tombstone, or not readable.
    init?(_ bytes: [UInt8]) {
        var limits = ReadingLimits()
        limits.bytes = DocumentFile.registryLimit
        guard let root = try? YAMLFile(bytes, limits: limits).documents.first,
            let spec = root["spec"], spec["removed"] == nil
        else { return nil }
        if let items = spec["groups"]?.items {
            groups = Set(items.map(\.text).filter { Names.isLabel($0) })
        }
        if let entries = spec["labels"]?.entries {
            for entry in entries { labels[entry.key.text] = entry.value.text }
        }
        guard let items = spec["keys"]?.items else { return }
        for key in items {
            let state = key["state"]?.text
            guard let id = key["id"]?.text, state != "revoked" else { continue }
            if state == "active" || state == "next" { keys.insert(id) }
            held[id] = key["public"]?.text ?? ""
        }
    }
}
