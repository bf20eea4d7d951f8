/// Which state of which Secret: what a write to it is conditional on.
package struct SecretVersion: Hashable, Sendable {
    package let uid: String
    package let resourceVersion: String

    package init(uid: String, resourceVersion: String) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }
}
