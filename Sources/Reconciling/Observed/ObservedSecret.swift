/// What is known about a Secret.
///
/// Tables of thousands have much room for what they do not hold: what is known stands elsewhere.
package indirect enum ObservedSecret: Hashable, Sendable {
    /// It was not looked at yet: it comes with the first list of all.
    case unknown
    /// What was known about it is out of date.
    case stale(LiveSecret?)
    case absent
    case present(LiveSecret)

    package var live: LiveSecret? {
        if case .present(let live) = self { live } else { nil }
    }

    /// The Secret as it was seen last, which may be out of date.
    package var last: LiveSecret? {
        switch self {
        case .present(let live): live
        case .stale(let live): live
        case .unknown, .absent: nil
        }
    }
}
