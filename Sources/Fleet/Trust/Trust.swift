package import Documents
internal import YAML
package import Sealing

/// A document of the registry that a trusted operator signed.
///
/// The only way to one is `Trust`, so that code which asks for it cannot be handed anything else.
@dynamicMemberLookup
package struct Vouched<Document: RegistryDocument>: Sendable {
    package let document: Document

    fileprivate init(_ document: Document) { self.document = document }

    package subscript<Value>(dynamicMember path: KeyPath<Document, Value>) -> Value {
        document[keyPath: path]
    }
}

/// Whom to believe before the repository is read.
package enum TrustAnchor: Sendable {
    /// A pin: from this computer's store, or from a file.
    case pin(Pin)
    /// Fingerprints of operators' keys; knows no epochs.
    case fingerprints([Fingerprint])

    /// The operators' keys by name that are trusted before the fleet itself is.
    package func operators(of fleet: FleetDocument) throws(TrustError) -> [String: PublicKey] {
        switch self {
        case .pin(let pin):
            guard pin.fleet == fleet.id else {
                throw .otherFleet(pinned: pin.fleet, found: fleet.id)
            }
            return pin.operators
        case .fingerprints(let fingerprints):
            let found = fleet.operators.filter { fingerprints.contains($0.publicKey.fingerprint) }
            guard !found.isEmpty else {
                throw .noSuchFingerprint(given: fingerprints.map(\.description))
            }
            return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.publicKey) })
        }
    }

    /// The highest epochs seen before.
    var epochs: [String: Int] {
        if case .pin(let pin) = self { pin.epochs } else { [:] }
    }
}

/// Judges the documents of one fleet's registry.
package struct Trust: Sendable {
    package let fleet: Vouched<FleetDocument>
    /// What was believed before the repository was read.
    package let anchor: TrustAnchor
    /// The highest epochs seen before.
    let epochs: [String: Int]
    private let operators: [String: PublicKey]

    /// Judges the Fleet document itself: an operator that is trusted already must have signed it.
    ///
    /// Its operators are the ones who may vouch for everything else.
    package init(_ document: FleetDocument, anchor: TrustAnchor) throws(TrustError) {
        try Self.judge(document, anchor)
        self.init(unjudged: document, anchor: anchor, extra: [:])
    }

    fileprivate init(
        unjudged document: FleetDocument,
        anchor: TrustAnchor,
        extra: [String: PublicKey]
    ) {
        epochs = anchor.epochs
        self.anchor = anchor
        fleet = Vouched(document)
        operators = Dictionary(
            document.operators.map { ($0.name, $0.publicKey) },
            uniquingKeysWith: { first, _ in first }
        ).merging(extra) { own, _ in own }
    }

    fileprivate static func judge(
        _ document: FleetDocument,
        _ anchor: TrustAnchor
    ) throws(TrustError) {
        let trusted = try anchor.operators(of: document)
        try verify(document, fleet: document.id, by: trusted)
        try checkEpoch(document, anchor.epochs)
        if let signer = trusted[document.signature.operatorName],
            document.revoked.contains(signer.fingerprint)
        {
            throw .revokedKey(
                signer.id,
                document: "operator/\(document.signature.operatorName)",
                path: document.path,
                line: document.spec.position.line
            )
        }
        for one in document.operators where document.revoked.contains(one.publicKey.fingerprint) {
            throw .revokedKey(
                one.publicKey.id,
                document: "operator/\(one.name)",
                path: document.path,
                line: document.spec.position.line
            )
        }
    }

    /// Judges a group: signature, epoch, and that the key values are sealed to is not revoked.
    package func vouch(_ group: GroupDocument) throws(TrustError) -> Vouched<GroupDocument> {
        try Self.verify(group, fleet: fleet.id, by: operators)
        try Self.checkEpoch(group, epochs)
        if let key = group.activeKey, isRevoked(key.publicKey) {
            throw .revokedKey(
                key.id,
                document: group.registryName,
                path: group.path,
                line: key.item.node.position.line
            )
        }
        return Vouched(group)
    }

    /// Judges a cluster: signature, epoch, and the chain of endorsements of each of its keys.
    package func vouch(_ cluster: ClusterDocument) throws(TrustError) -> Vouched<ClusterDocument> {
        try Self.verify(cluster, fleet: fleet.id, by: operators)
        try Self.checkEpoch(cluster, epochs)
        // A revoked key needs nobody to vouch for it: it is never used. What it vouched for is refused.
        for key in cluster.keys where !isRevoked(key.publicKey) && !isEndorsed(key, in: cluster) {
            throw .keyNotEndorsed(
                key.id,
                cluster: cluster.name,
                path: cluster.path,
                line: key.item.node.position.line
            )
        }
        return Vouched(cluster)
    }

    package func isRevoked(_ key: PublicKey) -> Bool {
        !fleet.revoked.isEmpty && fleet.revoked.contains(key.fingerprint)
    }

    /// The operator who has this key.
    package func operatorNamed(by key: PublicKey) -> Operator? {
        fleet.operators.first { $0.publicKey == key }
    }

    /// Follows the endorsements back to a key under the operator's signature.
    ///
    /// A chain cannot be longer than there are keys, which ends loops.
    private func isEndorsed(_ key: ClusterKey, in cluster: ClusterDocument) -> Bool {
        var current = key
        for _ in cluster.keys {
            guard let endorsement = current.endorsement else { return true }
            guard let before = cluster.keys.first(where: { $0.id == endorsement.by }),
                !isRevoked(before.publicKey),
                before.publicKey.verifies(
                    endorsement.signature,
                    over: ClusterKey.endorsementStatement(
                        fleet: fleet.id,
                        cluster: cluster.name,
                        key: current.publicKey,
                        created: current.item.created
                    )
                )
            else { return false }
            current = before
        }
        return false
    }

    private static func verify(
        _ document: some RegistryDocument,
        fleet: String,
        by operators: [String: PublicKey]
    ) throws(TrustError) {
        let line = document.spec["signature"]?.position.line ?? document.spec.position.line
        let name = document.signature.operatorName
        guard let key = operators[name] else {
            throw .unknownOperator(
                name,
                document: document.registryName,
                path: document.path,
                line: line
            )
        }
        guard key.verifies(document.signature.signature, over: document.statement(fleet: fleet))
        else {
            throw .wrongSignature(
                of: name,
                document: document.registryName,
                path: document.path,
                line: line
            )
        }
    }

    private static func checkEpoch(
        _ document: some RegistryDocument,
        _ epochs: [String: Int]
    ) throws(TrustError) {
        guard let seen = epochs[document.registryName], document.epoch < seen else { return }
        throw .rolledBack(
            document: document.registryName,
            epoch: document.epoch,
            seen: seen,
            path: document.path,
            line: document.spec["epoch"]?.position.line ?? document.spec.position.line
        )
    }
}

/// Finds out what keeps the registry's documents from being believed, for reports.
///
/// It gives out no `Vouched`, so nothing can be done with what it has looked at.
package struct TrustReview: Sendable {
    /// Why the Fleet itself is not believed, if it is not.
    package let fleetFault: TrustError?
    private let trust: Trust

    /// Fails only where the anchor is for another fleet, which leaves nothing to compare with.
    ///
    /// Where the Fleet is not believed, the others are judged by the operators that it lists and
    /// those who were trusted before, so that one fault does not show as one of every document.
    package init(_ fleet: FleetDocument, anchor: TrustAnchor) throws(TrustError) {
        let trusted = try anchor.operators(of: fleet)
        var fault: TrustError?
        do throws(TrustError) {
            try Trust.judge(fleet, anchor)
        } catch {
            fault = error
        }
        fleetFault = fault
        trust = Trust(unjudged: fleet, anchor: anchor, extra: fault == nil ? [:] : trusted)
    }

    package var fleet: FleetDocument { trust.fleet.document }

    /// The trust itself, if there is any.
    package var earned: Trust? { fleetFault == nil ? trust : nil }

    package func isRevoked(_ key: PublicKey) -> Bool { trust.isRevoked(key) }

    /// Why a group is not believed, if it is not.
    package func fault(in group: GroupDocument) -> TrustError? {
        fault { () throws(TrustError) in _ = try trust.vouch(group) }
    }

    /// Why a cluster is not believed, if it is not.
    package func fault(in cluster: ClusterDocument) -> TrustError? {
        fault { () throws(TrustError) in _ = try trust.vouch(cluster) }
    }

    private func fault(_ judge: () throws(TrustError) -> Void) -> TrustError? {
        do throws(TrustError) {
            try judge()
            return nil
        } catch {
            return error
        }
    }
}
