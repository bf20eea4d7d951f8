/// What an agent needs one of its private keys for.
package enum KeyUse: String, Sendable {
    /// The key that others seal to.
    case active
    /// The key that the agent has made to follow it.
    case next
    /// An older one that may be all that opens some group key.
    case needed
    /// One without which the agent opens all that it opens with it, as far as it knows today.
    case spare
}
