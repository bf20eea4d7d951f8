package import Documents
package import Sealing
package import YAML

/// One key of the fleet, and what is sealed to it.
package struct KeyUse: Sendable {
    /// Where a key is in its life, as the registry says; `unknown` is one that only uses name.
    package enum State: String, CaseIterable, Sendable {
        case next, active, retired, revoked, unknown
    }

    /// A value that is sealed to a group's key.
    package struct Value: Sendable {
        package let title: String
        package let path: String
        package let position: Position
        package let key: String
        package let id: ValueID
    }

    /// A line of `sealedTo`: a group's key, sealed to the key of a cluster or an operator.
    package struct Line: Sendable {
        package let group: String
        package let groupKey: KeyID
        package let path: String
        package let position: Position
    }

    package let owner: KeyOwner
    package let id: KeyID
    package let state: State
    /// The day it was made; operators' keys have none.
    package let created: String?
    /// Absent where the key itself is unknown.
    package let publicKey: PublicKey?
    /// Where the registry names it.
    package let path: String?
    package let position: Position?
    /// Of a group's key: members who left while it was active.
    package let rekeyDue: [Member]
    /// Of a group's key: how many lines of `sealedTo` it has.
    package let recipients: Int
    /// Of a group's key: the values sealed to it.
    package internal(set) var values: [Value] = []
    /// Of a cluster's or an operator's key: the group keys that it opens.
    package internal(set) var lines: [Line] = []

    /// In how many secrets `values` are.
    package var secrets: Int { Set(values.map(\.title)).count }
    package var isUsed: Bool { !values.isEmpty || !lines.isEmpty }
}
