package import Sealing

/// What a Secret holds, type and values, as a keyed digest: equal digests mean equal contents.
package struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// Which digest key it was made with.
    package let key: String
    package let digest: Digest

    package init(key: String, digest: Digest) {
        self.key = key
        self.digest = digest
    }

    /// Reads what `description` wrote.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 8,
            let bytes = Base32.decode(String(parts[1])), let digest = Digest(bytes: bytes)
        else { return nil }
        self.init(key: String(parts[0]), digest: digest)
    }

    package var description: String { "\(key)-\(Base32.encode(digest.bytes))" }

    /// What is written into workloads' templates: it says that the contents changed, and not to what.
    var restartToken: String { Base32.encode(digest.bytes.prefix(10)) }

    /// Whether comparing the two says anything.
    package func isComparable(to other: ContentDigest) -> Bool { key == other.key }
}
