@testable import Sealing
import TestSupport

/// Every text of a key, a value or a number: what is read is written as the same bytes again.
///
/// A checksum is more than a fuzzer guesses, so the input also stands for the bytes inside a text.
func fuzzOne(_ bytes: [UInt8]) {
    checkTexts(bytes)
    checkTexts(Array("fs1:".utf8) + bytes)
    checkEncodings(bytes)
    checkPublicKey(bytes)
    checkPrivateKey(bytes)
    checkSealed(bytes)
}

private func checkTexts(_ bytes: [UInt8]) {
    let raw = bytes.span.raw
    if let key = try? PublicKey(text: raw) {
        precondition(bytes.elementsEqual(key.text.utf8), "a public key has two texts")
    }
    if let key = try? PrivateKey(text: raw) {
        precondition(bytes == revealed(key.text), "a private key has two texts")
    }
    if let value = try? SealedValue(parsing: raw) {
        precondition(bytes.elementsEqual(value.text.utf8), "a sealed value has two texts")
    }
    if let key = try? SealedGroupKey(parsing: raw) {
        precondition(bytes.elementsEqual(key.text.utf8), "a sealed group key has two texts")
    }
    if let id = KeyID(bytes: raw) { precondition(bytes.elementsEqual(id.text.utf8)) }
    if let id = ValueID(bytes: raw) { precondition(bytes.elementsEqual(id.text.utf8)) }
    let text = String(decoding: bytes, as: UTF8.self)
    if let print = try? Fingerprint(text: text) {
        precondition(print.description.utf8.elementsEqual(text.utf8), "a fingerprint has two texts")
    }
    if let signature = Signature(text: text) {
        precondition(signature.text.utf8.elementsEqual(text.utf8), "a signature has two texts")
    }
}

private func checkEncodings(_ bytes: [UInt8]) {
    precondition(Base64.decode(Base64.encode(bytes)) == bytes)
    var arena = SecretArena()
    let secret = Base64.decode(secret: bytes.span.raw, into: &arena)
    let plain = Base64.decode(bytes.span.raw)
    precondition(secret.map { revealed($0, in: arena) } == plain, "two decoders of base64 differ")
    if let plain {
        precondition(bytes.elementsEqual(Base64.encode(plain).utf8), "base64 is malleable")
    }
    for upperCase in [false, true] {
        let text = Base32.encode(bytes, upperCase: upperCase)
        precondition(Base32.decode(text, upperCase: upperCase) == bytes)
        if let decoded = Base32.decode(bytes.span.raw, upperCase: upperCase) {
            let again = Base32.encode(decoded, upperCase: upperCase)
            precondition(bytes.elementsEqual(again.utf8), "base32 is malleable")
        }
    }
}

private func checkPublicKey(_ bytes: [UInt8]) {
    let half = Array(
        (bytes + [UInt8](repeating: 7, count: PublicKey.count)).prefix(PublicKey.count)
    )
    let key = try? PublicKey(bytes: half)
    let text = text(.publicKey, of: half)
    precondition((try? PublicKey(text: text.span.raw)) == key, "a text is judged like its bytes")
    guard let key else { return }
    precondition(text.elementsEqual(key.text.utf8))
    precondition(
        KeyID(key.id.text) == key.id
            && (try? Fingerprint(text: key.fingerprint.description)) == key.fingerprint
    )
}

private func checkPrivateKey(_ bytes: [UInt8]) {
    let seed = Array((bytes + [UInt8](repeating: 7, count: 32)).prefix(PrivateKey.seedCount))
    let text = text(.privateKey, of: seed)
    guard let key = try? PrivateKey(text: text.span.raw) else {
        preconditionFailure("every seed is a key")
    }
    precondition(revealed(key.text) == text)
    precondition(
        (try? PublicKey(text: key.publicKey.text)) == key.publicKey,
        "a derived key is refused"
    )
}

private func checkSealed(_ bytes: [UInt8]) {
    let padded = bytes + [UInt8](repeating: 0, count: 63 - (bytes.count + 63) % 64)
    let box =
        [UInt8](repeating: 1, count: SealedBox.overhead + 33)
        + (padded.isEmpty ? [UInt8](repeating: 0, count: 64) : padded)
    let text = "fs1:kaaaaaaaaaaa:vaaaaaaa:" + Base64.encode(box)
    guard let value = try? SealedValue(parsing: text) else {
        preconditionFailure("a value of whole blocks is refused")
    }
    precondition(value.box == box && value.text.utf8.elementsEqual(text.utf8))
    let short = "fs1:kaaaaaaaaaaa:vaaaaaaa:" + Base64.encode(Array(box.dropLast()))
    precondition((try? SealedValue(parsing: short)) == nil, "a part of a block is taken")
}

private func text(_ kind: KeyText, of bytes: [UInt8]) -> [UInt8] {
    let checked = SecretBytes(capacity: bytes.count + KeyText.checksumCount) { output in
        output.append(contentsOf: bytes.span.raw)
        kind.appendChecksum(of: bytes.span.raw, to: &output)
    }
    let text = SecretBytes(capacity: kind.textCount) { output in
        kind.encode(checked.bytes, to: &output)
    }
    return revealed(text)
}
