/// How much work Argon2id makes of a passphrase.
package struct PassphraseCost: Hashable, Sendable {
    /// What identity files are written with: 3 passes over 256 MiB.
    package static let standard = PassphraseCost(unchecked: 3, memory: 256 << 20)
    /// The most that is accepted, so that a foreign file cannot exhaust the machine.
    package static let highest = PassphraseCost(unchecked: 10, memory: 1 << 30)

    package let passes: Int
    /// In bytes, a multiple of 1,024.
    package let memory: Int

    /// `nil` outside of what Argon2id and `highest` allow.
    package init?(passes: Int, memory: Int) {
        guard (1...Self.highest.passes).contains(passes) else { return nil }
        guard (8_192...Self.highest.memory).contains(memory), memory % 1_024 == 0 else {
            return nil
        }
        self.init(unchecked: passes, memory: memory)
    }

    private init(unchecked passes: Int, memory: Int) {
        self.passes = passes
        self.memory = memory
    }
}
