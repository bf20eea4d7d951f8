package import Sealing

/// What an agent says in public about its keys, for whoever keeps the registry.
///
/// It is one text with one spelling, signed by the cluster's active key and, while there is one, by its
/// next. A first publication proves nothing about whose key it is: whoever can write it can put any
/// key into it, so a person compares the fingerprint over another way. Later ones are believed because
/// of the key that the registry has already.
package struct Publication: Hashable, Sendable {
    /// What tells a cluster and its agent from all others, also from copies of them.
    package struct Origin: Hashable, Sendable {
        /// The name that the agent was given.
        package let cluster: String
        /// The uid of the namespace kube-system; not every agent may read it.
        package let kubeSystem: String?
        /// Random, as old as what the agent remembers.
        package let instance: String

        package init(cluster: String, kubeSystem: String?, instance: String) {
            self.cluster = cluster
            self.kubeSystem = kubeSystem
            self.instance = instance
        }
    }

    package let origin: Origin
    /// Grows by one with each publication of an instance.
    package let counter: Int
    /// The digest of the publication before; the first one has none.
    package let previous: Digest?
    /// The fleet that the agent serves, once it has seen a registry that it believes.
    package let fleet: String?
    package let keys: PublishedKeys
    /// Group keys as they are sealed to the newest key, each with its proof.
    package let lines: [PublishedLine]
    /// By the active key, then by the next.
    package let signatures: [Signature]

    init(
        _ origin: Origin,
        counter: Int,
        previous: Digest?,
        fleet: String?,
        keys: PublishedKeys,
        lines: [PublishedLine],
        signatures: [Signature]
    ) {
        self.origin = origin
        self.counter = counter
        self.previous = previous
        self.fleet = fleet
        self.keys = keys
        self.lines = lines
        self.signatures = signatures
    }

    /// Names this very publication.
    package var digest: Digest { Self.digest(of: text) }

    static func digest(of text: String) -> Digest {
        Hash.digest("fleetseal/publication/v1", Array(text.utf8))
    }

    /// What the keys sign: all that stands before the signatures.
    static func statement(_ body: String) -> Digest {
        Hash.digest("fleetseal/publication-signature/v1", Array(body.utf8))
    }

    /// Whether the keys that it names have signed it.
    package var isSigned: Bool {
        let signers = [keys.active] + [keys.next?.publicKey].compactMap { $0 }
        let statement = Self.statement(body)
        return signers.count == signatures.count
            && zip(signers, signatures).allSatisfy { $0.verifies($1, over: statement) }
    }
}

/// The public halves of a cluster's keys.
package struct PublishedKeys: Hashable, Sendable {
    /// A key that the active one vouches for, and that is to follow it.
    package struct Next: Hashable, Sendable {
        package let publicKey: PublicKey
        /// The day it was made.
        package let created: String
        /// By the active key, as the registry takes it over.
        package let endorsement: Signature

        package init(publicKey: PublicKey, created: String, endorsement: Signature) {
            self.publicKey = publicKey
            self.created = created
            self.endorsement = endorsement
        }
    }

    /// The key to seal to.
    package let active: PublicKey
    package let next: Next?
    /// Keys that only open.
    package let others: [PublicKey]

    package init(active: PublicKey, next: Next? = nil, others: [PublicKey] = []) {
        self.active = active
        self.next = next
        self.others = others
    }

    /// The key that lines are sealed to.
    package var newest: PublicKey { next?.publicKey ?? active }
}
