/// How much a reader takes before it refuses, so that no file can exhaust memory or time.
package struct ReadingLimits: Sendable {
    /// The largest file, in bytes; Kubernetes takes objects of up to 1.5 MB.
    package var bytes = 4 << 20
    /// The deepest nesting of mappings and sequences.
    package var depth = 64
    /// The most nodes in one file, keys and values each counting as one.
    package var nodes = 400_000

    /// The limits for a file of the repository.
    package init() {}
}
