package import Sealing

/// A group's key as it is sealed to a cluster's newest key, and the proof that this was done by somebody
/// who has the group's key.
///
/// Whoever keeps the registry has neither key. The proof, by the group's own signing key, tells that
/// the cluster opens the line: without it, dropping the line to the old key could lock the cluster out.
package struct PublishedLine: Hashable, Sendable {
    package let group: String
    package let groupKey: PublicKey
    package let sealed: SealedGroupKey
    package let proof: Signature

    package init(group: String, groupKey: PublicKey, sealed: SealedGroupKey, proof: Signature) {
        self.group = group
        self.groupKey = groupKey
        self.sealed = sealed
        self.proof = proof
    }

    /// Proves that `sealed` is the key of `group`, sealed to `member`.
    ///
    /// Only for a line that was opened, or sealed just now.
    package init(
        _ sealed: SealedGroupKey,
        of group: String,
        _ groupKey: borrowing PrivateKey,
        to member: PublicKey,
        cluster: String,
        fleet: String
    ) {
        self.group = group
        self.groupKey = groupKey.publicKey
        self.sealed = sealed
        proof = groupKey.signature(
            over: Self.statement(
                sealed,
                of: group,
                groupKey.publicKey,
                to: member,
                cluster: cluster,
                fleet: fleet
            )
        )
    }

    /// Whether the proof is by the group's key and about this very line.
    package func isProven(to member: PublicKey, cluster: String, fleet: String) -> Bool {
        groupKey.verifies(
            proof,
            over: Self.statement(
                sealed,
                of: group,
                groupKey,
                to: member,
                cluster: cluster,
                fleet: fleet
            )
        )
    }

    private static func statement(
        _ sealed: SealedGroupKey,
        of group: String,
        _ groupKey: PublicKey,
        to member: PublicKey,
        cluster: String,
        fleet: String
    ) -> Digest {
        let line = Hash.digest("fleetseal/line/v1", Array(sealed.text.utf8))
        return Hash.digest("fleetseal/proof/v1") { input in
            input.append(fleet)
            input.append(cluster)
            input.append(member.bytes)
            input.append(group)
            input.append(groupKey.bytes)
            input.append(line.bytes)
        }
    }
}
