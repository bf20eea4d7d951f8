/// An entry of a Secret's `ownerReferences`.
package struct OwnerReference: Hashable, Sendable, CustomStringConvertible {
    package let kind: String
    package let name: String
    package let uid: String
    package let isController: Bool

    package init(kind: String, name: String, uid: String, isController: Bool) {
        self.kind = kind
        self.name = name
        self.uid = uid
        self.isController = isController
    }

    package var description: String { "\(kind) \(name)" }
}
