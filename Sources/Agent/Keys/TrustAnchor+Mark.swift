internal import Fleet
internal import Sealing

extension TrustAnchor {
    /// Tells one configuration of trust from another; not secret.
    var mark: String {
        var parts: [[UInt8]] = []
        switch self {
        case .pin(let pin):
            parts.append(Array(pin.fleet.utf8))
            for (name, key) in pin.operators.sorted(by: { $0.key < $1.key }) {
                parts += [Array(name.utf8), key.bytes]
            }
        case .fingerprints(let fingerprints):
            parts += fingerprints.map(\.description).sorted().map { Array($0.utf8) }
        }
        return Base32.encode(Hash.digest("fleetseal/agent/anchor/v1", parts: parts).bytes)
    }

    /// What counts of a pin that was remembered for the anchor with the mark `before`.
    func following(_ pin: Pin, of before: String?) -> Pin? {
        guard before != mark else { return pin }
        // Whom to trust was changed by a person. What was seen counts for the same fleet.
        guard let operators = pinned, operators.fleet == pin.fleet else { return nil }
        return Pin(
            fleet: pin.fleet,
            name: pin.name,
            operators: operators.operators,
            epochs: pin.epochs
        )
    }

    /// The pin, if that is what was given.
    var pinned: Pin? {
        if case .pin(let pin) = self { pin } else { nil }
    }
}
