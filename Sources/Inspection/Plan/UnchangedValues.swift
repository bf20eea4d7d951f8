internal import Documents
internal import Files
internal import Fleet
internal import Sealing

/// Finds versions of values in secrets that nobody changed: what is new elsewhere is a copy then.
struct UnchangedValues: Sendable {
    private let pairs: SecretPairs
    private let files: [(title: String, paths: [String])]

    /// `edited` are the secrets that are compared whole.
    init(_ pairs: SecretPairs, except edited: Set<String>) {
        self.pairs = pairs
        files = Dictionary(grouping: pairs.tip.paths) { SecretPairs.title($0) ?? "" }
            .filter { !$0.key.isEmpty && !edited.contains($0.key) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (title: $0.key, paths: $0.value) }
    }

    /// The secrets that have any of some versions.
    func entries(having ids: Set<ValueID>) -> [SecretEntry] {
        guard !ids.isEmpty else { return [] }
        let wanted = Set(ids.map { Self.packed(Array($0.text.utf8).span, 0) })
        return Workers.map(files) { file -> SecretEntry? in
            let isConcerned = file.paths.contains { path in
                guard let bytes = try? pairs.tip.bytes(path) else { return false }
                return Self.has(wanted, bytes)
            }
            return isConcerned ? pairs.unchanged(file.title, file.paths) : nil
        }.compactMap { $0 }
    }

    /// Whether a sealed value stands in a file whose version is wanted.
    private static func has(_ wanted: Set<UInt64>, _ bytes: [UInt8]) -> Bool {
        let text = bytes.span
        // Behind `fs1:`, the key's id and a colon.
        let place = 4 + KeyID.count + 1
        guard text.count > place + ValueID.count else { return false }
        for start in 0..<(text.count - place - ValueID.count) {
            guard text[start] == UInt8(ascii: "f"), text[start + 3] == UInt8(ascii: ":"),
                text[start + place - 1] == UInt8(ascii: ":")
            else { continue }
            if wanted.contains(packed(text, start + place)) { return true }
        }
        return false
    }

    /// The eight characters of an id as a number.
    private static func packed(_ text: Span<UInt8>, _ start: Int) -> UInt64 {
        (0..<ValueID.count).reduce(0) { $0 << 8 | UInt64(text[start + $1]) }
    }
}
