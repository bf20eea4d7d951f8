/// Why a text or some bytes are not a key, a fingerprint or a signature.
package struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being read.
    package enum Subject: String, Sendable {
        case publicKey = "public key"
        case privateKey = "private key"
        case fingerprint
    }

    /// What is wrong with it.
    ///
    /// Nothing here repeats the text, which may be a secret.
    package enum Reason: Hashable, Sendable {
        /// It does not start with what every text of its sort starts with.
        case prefix
        /// It starts like a key of a suite that this version does not know.
        case suite(String)
        /// A private key stands where a public one belongs.
        case isPrivate
        /// A public key stands where a private one belongs.
        case isPublic
        /// It has another number of characters or bytes.
        case length(Int, expected: Int)
        /// A character outside the alphabet, of the wrong case, or spare bits that are set.
        case base32
        /// The four bytes at the end do not match: it was mistyped or cut.
        case checksum
        /// A number of a curve's field that is not written in the one way it should be.
        case notCanonical(Half)
        /// A point with which anybody could compute or sign.
        case lowOrder(Half)
    }

    /// One of the two keys that a public key consists of.
    package enum Half: String, Sendable {
        case x25519 = "X25519"
        case ed25519 = "Ed25519"
    }

    package let subject: Subject
    package let reason: Reason

    /// Says what was being read and what is wrong with it.
    package init(_ subject: Subject, _ reason: Reason) {
        self.subject = subject
        self.reason = reason
    }

    package var description: String {
        "read \(subject.rawValue): \(why)"
    }

    /// What to do about it, where there is something to do.
    package var hint: String? {
        switch reason {
        case .suite: "a newer version of fleetseal may know it"
        case .isPrivate: "this must stay private; give the text that starts with fspub1"
        case .isPublic: "give the text that starts with FSKEY-1-"
        case .checksum, .length, .base32, .prefix: "copy it again, whole"
        case .notCanonical, .lowOrder: nil
        }
    }

    private var why: String {
        switch reason {
        case .prefix: "it does not start with \(prefix)"
        case .suite(let name): "unknown suite \(name)"
        case .isPrivate: "it is a private key"
        case .isPublic: "it is a public key"
        case .length(let count, let expected): "its length is \(count), not \(expected)"
        case .base32: "it is not base32 as written by fleetseal"
        case .checksum: "the checksum at its end does not match"
        case .notCanonical(let half): "its \(half.rawValue) half is not canonical"
        case .lowOrder(let half): "its \(half.rawValue) half is a point of low order"
        }
    }

    private var prefix: String {
        subject == .privateKey ? KeyText.privateKey.prefix : KeyText.publicKey.prefix
    }
}
