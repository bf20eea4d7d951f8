/// The four ways in which something sealed does not open, with the facts.
package enum OpenFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is sealed to a key that is not at hand.
    case keyNotHere(sealedTo: KeyID)
    /// The bytes were changed, or the id beside them lies about the key.
    case notAuthentic(sealedTo: KeyID)
    /// It was sealed for another place. The digest in it is not secret: places can be tried.
    case boundElsewhere(found: Digest)
    /// It is not of the form that it should be of, outside or inside.
    case notAValue(ValueTextError)

    package var description: String {
        switch self {
        case .keyNotHere(let id): "open: it is sealed to the key \(id), which is not here"
        case .notAuthentic(let id): "open: the bytes do not authenticate under the key \(id)"
        case .boundElsewhere: "open: it was sealed for another place"
        case .notAValue(let reason): "open: \(reason)"
        }
    }
}
