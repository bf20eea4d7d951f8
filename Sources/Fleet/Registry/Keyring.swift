package import Documents
internal import YAML
package import Sealing

/// A group's private key that was opened.
package struct SavedGroupKey: Sendable {
    package let group: String
    package let key: HeldKey

    package init(group: String, key: HeldKey) {
        self.group = group
        self.key = key
    }
}

/// The groups' private keys that an identity can open, each opened once.
package final class Keyring {
    package let identity: HeldKey
    package let identityKey: PublicKey
    private let trust: Trust
    private let others: [HeldKey]
    /// Whether a value that is bound elsewhere is looked for in the whole repository, to name the
    /// place that it was made for.
    package let findsPlaces: Bool
    private var opened: [Place: HeldKey] = [:]
    /// From earlier runs: for documents that went back to a key that was dropped since.
    private var kept: [Place: HeldKey] = [:]

    /// A key is known by its group and its id, never by the id alone.
    private struct Place: Hashable {
        let group: String
        let key: KeyID
    }

    /// `others` are tried where a line is for one of them: a cluster that rotates has several keys.
    package init(
        _ identity: HeldKey,
        others: [HeldKey] = [],
        saved: [SavedGroupKey] = [],
        findsPlaces: Bool = true,
        trust: Trust
    ) {
        self.identity = identity
        self.findsPlaces = findsPlaces
        self.others = others
        identityKey = identity.key.publicKey
        self.trust = trust
        for one in saved where !trust.isRevoked(one.key.key.publicKey) {
            kept[Place(group: one.group, key: one.key.key.id)] = one.key
        }
    }

    /// Every group key that was opened, and those that were saved before.
    package var all: [SavedGroupKey] {
        kept.merging(opened) { $1 }.map { SavedGroupKey(group: $0.key.group, key: $0.value) }
    }

    /// Whether a key that a group does not list any more was saved.
    package func hasSaved(_ id: KeyID, of group: String) -> Bool {
        kept[Place(group: group, key: id)] != nil
    }

    /// The operator that this identity is, if it is one.
    package var operatorName: String? { trust.operatorNamed(by: identityKey)?.name }

    /// A group's private key.
    ///
    /// States other than `revoked` open.
    package func key(_ id: KeyID, of group: Vouched<GroupDocument>) throws(KeyringError) -> HeldKey
    {
        let place = Place(group: group.name, key: id)
        if let key = opened[place] { return key }
        guard let wanted = group.keys.first(where: { $0.id == id }) else {
            if let key = kept[place] { return key }
            throw KeyringError(group.document, id, .unknownKey)
        }
        guard wanted.state != .revoked, !trust.isRevoked(wanted.publicKey) else {
            throw KeyringError(group.document, id, .revoked)
        }
        do throws(KeyringError) {
            let key = try open(wanted, of: group.document)
            opened[place] = key
            return key
        } catch {
            guard let key = kept[place], key.key.publicKey == wanted.publicKey else { throw error }
            return key
        }
    }

    private func open(_ wanted: GroupKey, of group: GroupDocument) throws(KeyringError) -> HeldKey {
        var failure: OpenFailure?
        for identity in [identity] + others {
            for line in wanted.sealedTo where line.key == identity.key.id {
                do throws(OpenFailure) {
                    let key = try line.sealed.open(
                        with: identity.key,
                        fleet: trust.fleet.id,
                        group: group.name,
                        expecting: wanted.publicKey
                    )
                    return HeldKey(key)
                } catch {
                    failure = error
                }
            }
        }
        guard let failure else {
            throw KeyringError(group, wanted.id, .notSealedToIdentity(identityKey.id))
        }
        throw KeyringError(group, wanted.id, .lineDoesNotOpen(failure))
    }
}

/// Why a group's private key could not be had.
package struct KeyringError: Error, Sendable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        case unknownKey
        case revoked
        case notSealedToIdentity(KeyID)
        case lineDoesNotOpen(OpenFailure)
    }

    package let group: String
    package let key: KeyID
    package let reason: Reason
    package let path: String
    package let line: Int?

    init(_ group: GroupDocument, _ key: KeyID, _ reason: Reason) {
        self.group = group.name
        self.key = key
        self.reason = reason
        path = group.path
        line = group.keys.first { $0.id == key }?.item.node.position.line
    }

    package var description: String {
        let what = "open key \(key) of group \(group)"
        return switch reason {
        case .unknownKey: "\(what): the group has no such key"
        case .revoked: "\(what): it is revoked"
        case .notSealedToIdentity(let id): "\(what): it is not sealed to this identity (\(id))"
        case .lineDoesNotOpen(let failure):
            "\(what): the line for this identity does not open: \(failure)"
        }
    }

    package var hint: String? {
        switch reason {
        case .unknownKey:
            "fleetseal group show \(group) lists its keys; fetch the newest version of the repository"
        case .revoked: "change the value at its source and seal it anew"
        case .notSealedToIdentity:
            "use the identity of a member or of an operator who opens \(group) (fleetseal group show \(group)), or have one run: fleetseal group sync"
        case .lineDoesNotOpen:
            "the line was damaged or made for another fleet or group: restore it from Git, or fleetseal group sync by somebody who can open the group"
        }
    }
}
