extension Template {
    /// How a value is written so that it fits where it stands.
    package enum Filter: String, CaseIterable, Sendable {
        /// RFC 4648 §4 with padding.
        case base64
        /// A JSON string with its quotes.
        case json
        /// Percent-encoding of everything but letters, digits, `-`, `.`, `_` and `~`.
        case urlquery
    }
}
