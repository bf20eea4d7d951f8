internal import Rotation
internal import Sealing

/// What an agent remembers about its own keys.
struct KeyMemory: Sendable {
    /// Random, and as old as what is remembered: tells this agent from one that began anew.
    let instance: String
    /// The key that is the agent's own; others only open.
    var active: PublicKey?
    /// The key that the agent has made to follow it.
    var next: PublicKey?
    /// What it has published last.
    var published: Publication?

    /// Of an agent that remembers nothing yet.
    init() {
        let words = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
        self.init(instance: words.joined())
    }

    init(
        instance: String,
        active: PublicKey? = nil,
        next: PublicKey? = nil,
        published: Publication? = nil
    ) {
        self.instance = instance
        self.active = active
        self.next = next
        self.published = published
    }
}
