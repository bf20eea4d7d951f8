package import Sealing

extension Inventory {
    /// What the values of a document come to.
    package mutating func opened(
        _ name: SecretName,
        source: Digest,
        contents: ContentDigest
    ) {
        memories[name, default: Memory()].opened = (source, contents)
        if case .cannotOpen = memories[name]?.failure { memories[name]?.succeeded() }
    }

    /// What a document's status, or the agent's state, says was written last.
    package mutating func remember(_ name: SecretName, written: WrittenDigest) {
        // Nearly always the Secret says the same: then both share it.
        let seen = observed(name).last?.marks?.digest
        memories[name, default: Memory()].written = seen == written ? seen : written
    }

    /// An action came off; `live` is the Secret as the answer has it, absent if it was deleted.
    package mutating func succeeded(
        _ name: SecretName,
        _ cause: Cause,
        _ live: LiveSecret?,
        at now: Time
    ) -> Set<SecretName> {
        var memory = memories[name] ?? Memory()
        memory.succeeded()
        if cause == .healed { memory.healed(at: now.steady) }
        if let written = live?.marks?.digest { memory.written = written }
        memories[name] = memory
        var affected: Set<SecretName> = [name]
        if cause == .pruned, let source = secrets[name]?.last?.marks?.document?.source {
            guards[source]?.deleted(name, at: now.steady)
        }
        // What a watch brought meanwhile may be newer than the answer.
        if let live, let known = secrets[name]?.live, known.isNewer(than: live) { return affected }
        affected.formUnion(store(name, live.map { .present($0) } ?? .absent))
        return affected
    }

    /// An action failed; `random` in 0…1 spreads the next attempts.
    package mutating func failed(
        _ name: SecretName,
        _ failure: Failure,
        at now: Time,
        random: Double
    ) {
        memories[name, default: Memory()].failed(failure, at: now.steady, random: random)
        if failure.needsLook { secrets[name] = .stale(observed(name).last) }
    }
}
