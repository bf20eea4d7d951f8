/// A public key that an ssh server shows to prove which one it is.
package struct HostKey: Sendable, Equatable {
    /// `ssh-ed25519` and the like.
    package let algorithm: String
    package let bytes: [UInt8]

    package init(algorithm: String, bytes: [UInt8]) {
        self.algorithm = algorithm
        self.bytes = bytes
    }
}
