/// A value that only the members of a group open: `fs1:<key id>:<value id>:<base64>`.
package struct SealedValue: Hashable, Sendable {
    /// Which of the group's keys it is sealed to; a hint, which opening puts to the test.
    package let key: KeyID
    package let id: ValueID
    package let box: [UInt8]

    /// Reads the text of a sealed value.
    package init(parsing text: String) throws(ValueTextError) {
        try self.init(parsing: text.utf8.span.raw)
    }

    /// Reads the text of a sealed value.
    package init(parsing text: RawSpan) throws(ValueTextError) {
        let parts = try Parts(text)
        guard let box = Base64.decode(parts.box) else { throw .base64 }
        self.init(key: parts.key, id: parts.id, box: box)
    }

    /// What stands in front of the box of a text that is a sealed value.
    ///
    /// Checks all that `init(parsing:)` does without decoding the box: most values of a document are
    /// read by nobody.
    package static func ids(
        in text: RawSpan
    ) throws(ValueTextError) -> (key: KeyID, id: ValueID) {
        let parts = try Parts(text)
        return (parts.key, parts.id)
    }

    /// A text that was found to be a sealed value.
    private struct Parts: ~Escapable {
        let key: KeyID
        let id: ValueID
        /// Canonical base64 of a length that a box can have.
        let box: RawSpan

        @_lifetime(copy text)
        init(_ text: RawSpan) throws(ValueTextError) {
            let body = try SealedText.body(text)
            guard body.byteCount > SealedValue.idsCount, body[KeyID.count] == SealedText.colon,
                body[SealedValue.idsCount - 1] == SealedText.colon
            else { throw .structure }
            guard let key = KeyID(bytes: body.extracting(first: KeyID.count)) else { throw .keyID }
            let idBytes = body.extracting(KeyID.count + 1..<SealedValue.idsCount - 1)
            guard let id = ValueID(bytes: idBytes) else { throw .valueID }
            let box = body.extracting(droppingFirst: SealedValue.idsCount)
            guard let count = Base64.canonicalCount(box) else { throw .base64 }
            let padded = count - SealedBox.overhead - SealedKind.headCount
            guard padded >= SealedValue.block, padded % SealedValue.block == 0 else {
                throw .length(count)
            }
            self.key = key
            self.id = id
            self.box = box
        }
    }

    private init(key: KeyID, id: ValueID, box: [UInt8]) {
        self.key = key
        self.id = id
        self.box = box
    }

    /// The text that stands in documents.
    package var text: String {
        let capacity = Self.idsCount + 4 + Base64.encodedCount(box.count)
        return String(asciiCapacity: capacity) { output in
            output.append(text: SealedText.prefix)
            output.append(text: key.text)
            output.append(SealedText.colon)
            output.append(text: id.text)
            output.append(SealedText.colon)
            Base64.encode(box.span.raw, to: &output)
        }
    }

    /// The length of the value in blocks of 64 bytes: all that is seen of it from outside.
    package var paddedCount: Int {
        box.count - SealedBox.overhead - SealedKind.headCount
    }

    /// Seals a value to a group for one place.
    ///
    /// `scratch` serves one call after another; nothing else secret is allocated.
    package static func seal(
        _ plaintext: RawSpan,
        to group: PublicKey,
        binding: Binding,
        id: ValueID,
        scratch: inout SecretScratch
    ) -> SealedValue {
        precondition(binding.value == id, "the binding is another value's")
        let padding = block - plaintext.byteCount % block
        let capacity = SealedKind.headCount + plaintext.byteCount + padding
        scratch.refill(capacity: capacity) { output in
            output.append(SealedKind.value.rawValue)
            binding.append(to: &output)
            output.append(contentsOf: plaintext)
            output.append(0x80)
            for _ in 1..<padding { output.append(0) }
        }
        let box = SealedBox.seal(scratch.bytes, to: group)
        return SealedValue(key: group.id, id: id, box: box)
    }

    /// Opens it into `arena` and says where it is.
    ///
    /// - Throws: `OpenFailure`; then nothing has been added to the arena.
    package func open(
        with key: borrowing PrivateKey,
        binding: Digest,
        into arena: inout SecretArena
    ) throws(OpenFailure) -> Range<Int> {
        guard key.id == self.key else { throw .keyNotHere(sealedTo: self.key) }
        let capacity = box.count - SealedBox.overhead
        return try arena.append(capacity: capacity) { output throws(OpenFailure) in
            guard SealedBox.open(box, with: key, to: &output) else {
                throw .notAuthentic(sealedTo: self.key)
            }
            try SealedKind.value.check(output.bytes, binding: binding)
            output.removeFirst(SealedKind.headCount)
            guard let count = SealedBox.unpaddedCount(output.bytes, block: Self.block) else {
                throw .notAValue(.padding)
            }
            output.removeLast(output.byteCount - count)
        }
    }

    private static let block = 64
    // Both ids, each with its colon.
    private static let idsCount = KeyID.count + ValueID.count + 2
}
