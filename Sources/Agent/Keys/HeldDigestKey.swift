internal import Reconciling
internal import Sealing

/// A digest key that several parts of the agent use.
final class HeldDigestKey: Sendable {
    let key: DigestKey

    init(_ bytes: consuming SecretBytes) { key = DigestKey(bytes) }
}
