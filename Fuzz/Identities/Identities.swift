@testable import Sealing
import TestSupport

/// Identity files, short of the work of deriving a key from a passphrase: whatever is read as a
/// plain key is written and read again as the same key.
func fuzzOne(_ bytes: [UInt8]) {
    check(bytes)
    // Behind a header that is right, since a fuzzer would not find it.
    check(Array("# comment\n".utf8) + bytes)
    let seed = Array((bytes + [UInt8](repeating: 7, count: 32)).prefix(PrivateKey.seedCount))
    guard let key = try? PrivateKey(seed: seed.span.raw) else { return }
    let file = revealed(IdentityFile.plain(key))
    guard let read = plainKey(in: file) else { preconditionFailure("our own file is refused") }
    precondition(read == key.publicKey)
    for cut in [file.count / 2, file.count - 2] { _ = plainKey(in: Array(file[..<cut])) }
    _ = plainKey(in: file + bytes)
}

private func check(_ bytes: [UInt8]) {
    guard let found = plainKey(in: bytes) else { return }
    precondition((try? PublicKey(text: found.text)) == found)
}

private func plainKey(in bytes: [UInt8]) -> PublicKey? {
    do throws(IdentityFileError) {
        let file = try IdentityFile(parsing: bytes.span.raw)
        guard !file.isLocked else { return nil }
        return try file.key().publicKey
    } catch {
        precondition(!error.description.isEmpty)
        return nil
    }
}
