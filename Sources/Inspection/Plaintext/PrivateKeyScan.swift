internal import Sealing

/// Looks for private keys by what they begin with, and makes sure that one follows.
///
/// Documentation names the beginnings alone; public keys and certificates have others.
struct PrivateKeyScan {
    let file: FileText

    /// Where a private key stands, and of which sort.
    struct Match {
        let code: FindingCode
        let offset: Int
    }

    func matches() -> [Match] {
        var found: [Match] = []
        var next = file.search.first(UInt8(ascii: "-"), from: 0)
        // Every beginning has a dash, and no sealed value has one.
        while let dash = next {
            var end = dash + 1
            if file.search.has("-----BEGIN ", at: dash) {
                if isPEM(at: dash) {
                    found.append(Match(code: .plaintextPrivateKey, offset: dash))
                }
                end = dash + 11
            } else if file.search.has("AGE-SECRET-KEY-", at: dash - 3) {
                let start = dash - 3
                if isAge(at: start) { found.append(Match(code: .plaintextAgeKey, offset: start)) }
                end = dash + 12
            } else if file.search.has("FSKEY-1-", at: dash - 5) {
                let start = dash - 5
                if isOurs(at: start) {
                    found.append(Match(code: .plaintextFleetsealKey, offset: start))
                }
                end = dash + 3
            }
            next = file.search.first(UInt8(ascii: "-"), from: end)
        }
        return found + encoded()
    }

    /// `-----BEGIN … PRIVATE KEY-----`, with a body: at least one run of 40 base64 characters.
    private func isPEM(at start: Int) -> Bool {
        let label = start + 11
        let count = file.run(from: label) { $0.isUpperCaseOrDigit || $0 == UInt8(ascii: " ") }
        let end = label + count
        let isPrivate =
            file.search.has("PRIVATE KEY", at: end - 11)
            || file.search.has("PRIVATE KEY BLOCK", at: end - 17)
        guard isPrivate, file.search.has("-----", at: end) else { return false }
        let limit = min(end + 2_000, file.bytes.count)
        var index = end + 5
        while index < limit {
            if file.search.has("-----END", at: index) { return false }
            let run = file.run(from: index) { $0.isBase64 }
            if run >= 40 { return true }
            index += max(run, 1)
        }
        return false
    }

    /// The hybrid keys of age are `AGE-SECRET-KEY-PQ-1…`.
    private func isAge(at start: Int) -> Bool {
        for prefix in ["AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1"] as [StaticString]
        where file.search.has(prefix, at: start) {
            let body = start + prefix.utf8CodeUnitCount
            return file.run(from: body) { $0.isUpperCaseOrDigit } >= 58
        }
        return false
    }

    /// With its checksum: any other text of this form is nobody's key.
    private func isOurs(at start: Int) -> Bool {
        let count = 8 + file.run(from: start + 8) { $0.isUpperCaseOrDigit }
        let text = Array(file.bytes[start..<start + count])
        return (try? unsafe PrivateKey(text: text.span.bytes)) != nil
    }

    /// PEM in base64, as kubeconfig files have it; in one line, or wrapped as `base64` writes it.
    private func encoded() -> [Match] {
        var found: [Match] = []
        var next = file.search.first("LS0tLS1CRUdJTi", from: 0)
        while let start = next {
            let (text, end) = unwrapped(from: start, limit: 128)
            let head = Array(text.prefix(64))
            let decoded = unsafe Base64.decode(head.span.bytes)
            if text.count >= 100, let decoded,
                ByteSearch(decoded).first("PRIVATE KEY", from: 0) != nil
            {
                found.append(Match(code: .plaintextPrivateKey, offset: start))
            }
            next = file.search.first("LS0tLS1CRUdJTi", from: max(end, start + 14))
        }
        return found
    }

    /// Base64 without its line ends, those of JSON's texts too, and where what was looked at ends.
    private func unwrapped(from start: Int, limit: Int) -> (text: [UInt8], end: Int) {
        var text: [UInt8] = []
        var index = start
        while index < file.bytes.count, text.count < limit {
            let byte = file.bytes[index]
            if byte.isBase64 {
                text.append(byte)
            } else if file.search.has("\\n", at: index) || file.search.has("\\r", at: index) {
                index += 1
            } else if !byte.isBlank, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                break
            }
            index += 1
        }
        return (text, index)
    }
}
