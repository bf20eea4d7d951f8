internal import CGit2
internal import Sealing

/// A public key that an ssh server shows to prove which one it is.
package struct HostKey: Sendable, Equatable {
    /// `ssh-ed25519` and the like.
    package let algorithm: String
    package let bytes: [UInt8]

    package init(algorithm: String, bytes: [UInt8]) {
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// A key as a server sends it, which begins with the algorithm's name and its length.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count > 4 else { return nil }
        let count = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let name = bytes.dropFirst(4).prefix(count)
        guard count > 0, name.count == count, name.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            return nil
        }
        self.init(algorithm: String(decoding: name, as: UTF8.self), bytes: bytes)
    }

    /// `SHA256:…`, as OpenSSH prints it; nothing if OpenSSL cannot be loaded.
    package var fingerprint: String? {
        var digest = [UInt8](repeating: 0, count: 32)
        guard unsafe fleetseal_sha256(bytes, bytes.count, &digest) else { return nil }
        let text = Base64.encode(digest)
        return "SHA256:" + text.prefix { $0 != "=" }
    }

    /// What a hashed line of `known_hosts` has instead of a host's name.
    package static func hash(_ name: String, salt: [UInt8]) -> [UInt8]? {
        let name = Array(name.utf8)
        var code = [UInt8](repeating: 0, count: 20)
        let isDone = unsafe fleetseal_hmac_sha1(salt, salt.count, name, name.count, &code)
        return isDone ? code : nil
    }
}
