/// The public half of a key: X25519, to seal to, then Ed25519, to verify with.
///
/// Every decision compares whole public keys; fingerprints are for people, ids for look-ups.
package struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// How many bytes every public key has.
    package static let count = 64

    package let bytes: [UInt8]

    /// Takes 64 bytes; refuses halves that are not canonical or are points of low order.
    package init(bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.count else {
            throw KeyError(.publicKey, .length(bytes.count, expected: Self.count))
        }
        self.bytes = bytes
        if let reason = reasonToRefuse { throw KeyError(.publicKey, reason) }
    }

    /// Reads `fspub1…`.
    package init(text: String) throws(KeyError) {
        try self.init(text: text.utf8.span.raw)
    }

    /// Reads `fspub1…`.
    package init(text: RawSpan) throws(KeyError) {
        var failure: KeyError?
        let decoded = [UInt8](rawCapacity: Self.count + KeyText.checksumCount) { output in
            do throws(KeyError) {
                try KeyText.publicKey.decode(text, to: &output)
                output.removeLast(KeyText.checksumCount)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        try self.init(bytes: decoded)
    }

    /// Takes bytes that were just computed from a seed.
    init(derived bytes: [UInt8]) {
        precondition(bytes.count == Self.count, "a public key has 64 bytes")
        self.bytes = bytes
    }

    /// The text that documents and people pass on: `fspub1…`.
    package var text: String {
        let checked = [UInt8](rawCapacity: Self.count + KeyText.checksumCount) { output in
            output.append(contentsOf: bytes.span.raw)
            KeyText.publicKey.appendChecksum(of: bytes.span.raw, to: &output)
        }
        return String(asciiCapacity: KeyText.publicKey.textCount) { output in
            KeyText.publicKey.encode(checked.span.raw, to: &output)
        }
    }

    package var description: String { text }

    /// What people compare.
    package var fingerprint: Fingerprint {
        Fingerprint(Hash.digest("fleetseal/key/v1", bytes))
    }

    /// What documents look the key up by.
    package var id: KeyID { KeyID(fingerprint) }

    /// The half that is sealed to.
    var x25519: RawSpan {
        @_lifetime(borrow self)
        get { bytes.span.raw.extracting(0..<32) }
    }

    /// The half that signatures are verified with.
    var ed25519: RawSpan {
        @_lifetime(borrow self)
        get { bytes.span.raw.extracting(32..<64) }
    }

    private var reasonToRefuse: KeyError.Reason? {
        let u = FieldElement(x25519)
        guard u.isCanonical else { return .notCanonical(.x25519) }
        guard !FieldElement.lowOrderU.contains(u) else { return .lowOrder(.x25519) }
        let y = FieldElement(ed25519).withoutSign
        guard y.isCanonical else { return .notCanonical(.ed25519) }
        guard !FieldElement.lowOrderY.contains(y) else { return .lowOrder(.ed25519) }
        return nil
    }
}
