/// Why a text is not an identity file, or does not give up its key.
package enum IdentityFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is longer than any identity file.
    case tooLong
    /// There is nothing in it but comments.
    case empty
    /// There is more in it than one key.
    case surplusLine(Int)
    /// The line with the key is not one.
    case key(KeyError, line: Int)
    /// The header is of a version that this program does not know, or malformed.
    case header(line: Int)
    /// The header asks for more work or memory than is accepted.
    case cost(line: Int)
    /// The line behind the header is missing or not what it should be.
    case box(line: Int)
    /// It is under a passphrase, and none was given.
    case passphraseNeeded
    /// A passphrase must not be empty.
    case passphraseEmpty
    /// The passphrase is wrong, or the file was changed: it cannot be told which.
    case notAuthentic
    /// Argon2id got less memory than it needs.
    case outOfMemory(needed: Int)

    package var description: String {
        switch self {
        case .tooLong: "read identity file: it is longer than \(IdentityFile.byteLimit) bytes"
        case .empty: "read identity file: there is no key in it"
        case .surplusLine(let line): "read identity file: line \(line): only one key may be in it"
        case .key(let error, let line): "read identity file: line \(line): \(error)"
        case .header(let line):
            "read identity file: line \(line): the header is not one that this version knows"
        case .cost(let line):
            "read identity file: line \(line): Argon2id would take more than 10 passes or 1 GiB"
        case .box(let line): "read identity file: line \(line): the encrypted key is malformed"
        case .passphraseNeeded: "open identity file: it is under a passphrase"
        case .passphraseEmpty: "encrypt identity file: the passphrase is empty"
        case .notAuthentic:
            "open identity file: the passphrase is wrong, or the file was changed"
        case .outOfMemory(let needed):
            "open identity file: Argon2id needs \(needed >> 20) MiB of memory"
        }
    }
}
