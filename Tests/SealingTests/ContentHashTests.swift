import Testing

@testable import Sealing

@Suite struct ContentHashTests {
    @Test(
        arguments: [
            ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        ]
    )
    func `SHA-256 is that of FIPS 180-4`(text: String, digest: String) {
        #expect(Base64.encode(ContentHash.sha256(Array(text.utf8))) == digest)
    }
}
