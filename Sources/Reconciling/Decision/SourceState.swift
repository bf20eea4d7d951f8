/// What is known about a source as a whole.
package enum SourceState: Hashable, Sendable {
    /// All its documents are known; of what revision, where there are revisions.
    case complete(revision: String?)
    /// It failed, is forbidden, or is not fully read: it may have documents that nobody knows of.
    case unknown(Problem)

    package var revision: String? {
        if case .complete(let revision) = self { revision } else { nil }
    }
}
