/// A group's seed, sealed to one key of one member: `fs1:<base64>`.
package struct SealedGroupKey: Hashable, Sendable {
    package let box: [UInt8]

    /// Reads the text of a sealed group key.
    package init(parsing text: String) throws(ValueTextError) {
        try self.init(parsing: text.utf8.span.raw)
    }

    /// Reads the text of a sealed group key.
    package init(parsing text: RawSpan) throws(ValueTextError) {
        let body = try SealedText.body(text)
        for offset in 0..<body.byteCount where body[offset] == SealedText.colon {
            throw .structure
        }
        let box = try SealedText.box(body)
        guard box.count == Self.plainCount + SealedBox.overhead else { throw .length(box.count) }
        self.init(box: box)
    }

    private init(box: [UInt8]) {
        self.box = box
    }

    /// The text that stands in a FleetGroup.
    package var text: String {
        SealedText.prefix + Base64.encode(box)
    }

    /// Seals a group's key to a member.
    package static func seal(
        _ groupKey: borrowing PrivateKey,
        fleet: String,
        group: String,
        to member: PublicKey
    ) -> SealedGroupKey {
        let binding = binding(fleet: fleet, group: group, key: groupKey.publicKey)
        let plain = SecretBytes(capacity: plainCount) { output in
            output.append(SealedKind.groupKey.rawValue)
            output.append(contentsOf: binding.bytes.span.raw)
            output.append(contentsOf: groupKey.seed)
        }
        return SealedGroupKey(box: SealedBox.seal(plain.bytes, to: member))
    }

    /// Opens it as `member` and insists that it is the key that the group's signature covers.
    package func open(
        with member: borrowing PrivateKey,
        fleet: String,
        group: String,
        expecting key: PublicKey
    ) throws(OpenFailure) -> PrivateKey {
        let binding = Self.binding(fleet: fleet, group: group, key: key)
        let plain = try SecretBytes(capacity: Self.plainCount) { output throws(OpenFailure) in
            guard SealedBox.open(box, with: member, to: &output) else {
                throw .notAuthentic(sealedTo: member.id)
            }
            try SealedKind.groupKey.check(output.bytes, binding: binding)
        }
        let seed = plain.bytes.extracting(droppingFirst: SealedKind.headCount)
        let opened = PrivateKey(checkedSeed: seed)
        guard opened.publicKey == key else { throw .notAValue(.foreignKey) }
        return opened
    }

    private static func binding(fleet: String, group: String, key: PublicKey) -> Digest {
        Hash.digest("fleetseal/group-key/v1") { input in
            input.append(fleet)
            input.append(group)
            input.append(key.bytes)
        }
    }

    private static let plainCount = SealedKind.headCount + PrivateKey.seedCount
}
