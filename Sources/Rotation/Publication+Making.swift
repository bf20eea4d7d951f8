package import Sealing

extension Publication {
    /// The publication after `last`; nothing if it would say what `last` says.
    ///
    /// `active` and `next` are the private halves of the keys that it names. It has no higher number
    /// than `limit`.
    package static func following(
        _ last: Publication?,
        from origin: Origin,
        fleet: String?,
        keys: PublishedKeys,
        lines: [PublishedLine],
        signedBy active: HeldKey,
        and next: HeldKey?,
        notPast limit: Int? = nil
    ) -> Publication? {
        precondition(active.key.publicKey == keys.active, "signed by the active key")
        precondition(next?.key.publicKey == keys.next?.publicKey, "signed by the next key")
        let sorted = lines.sorted { ($0.group, $0.groupKey.text) < ($1.group, $1.groupKey.text) }
        if let last, last.origin == origin, last.fleet == fleet, last.keys == keys,
            last.lines == sorted, last.isSigned
        {
            return nil
        }
        let draft = Publication(
            origin,
            counter: min((last?.counter ?? 0) + 1, limit ?? .max),
            previous: last?.digest,
            fleet: fleet,
            keys: keys,
            lines: sorted,
            signatures: []
        )
        let statement = statement(draft.body)
        return Publication(
            origin,
            counter: draft.counter,
            previous: draft.previous,
            fleet: fleet,
            keys: keys,
            lines: sorted,
            signatures: [active, next].compactMap { $0?.key.signature(over: statement) }
        )
    }
}
