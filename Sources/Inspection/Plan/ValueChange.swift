package import Sealing

/// One value of a document that comes, goes, or is sealed anew.
package struct ValueChange: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case changed, added, removed
        /// The same version under the same id, as far as can be told from outside.
        case resealed
    }

    /// Namespace and name.
    package let title: String
    package let group: String
    package let key: String
    package let kind: Kind
    package let oldID: ValueID?
    package let newID: ValueID?
    /// The group's key that it is sealed to; of a removed value, the one it was sealed to.
    package let sealedTo: KeyID
    /// How far it goes; of a removed value, how far it went.
    package let reach: ValueReach
    /// Why it deserves a second look, if it does.
    package let danger: Phrase?
    package let path: String
    package let line: Int
}
