/// A private key that can be kept in a collection and used by several tasks at once.
///
/// The key itself stays where it is and is wiped when the last reference goes.
package final class HeldKey: Sendable {
    package let key: PrivateKey

    /// Takes the key over.
    package init(_ key: consuming PrivateKey) {
        self.key = key
    }
}
