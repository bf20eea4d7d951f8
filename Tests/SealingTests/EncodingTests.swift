import Foundation
import Testing
import TestSupport

@testable import Sealing

@Suite struct EncodingTests {
    @Test func `base64 of every length is Foundation's, and can be read again`() {
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
        }
    }

    @Test func `the secret forms of base64 do the same`() throws {
        var arena = SecretArena()
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            let secret = SecretBytes(bytes)
            let text = Base64.encode(secret: secret.bytes, into: &arena)
            #expect(revealed(text, in: arena) == Array(Base64.encode(bytes).utf8))
            let again = SecretBytes(revealed(text, in: arena))
            let decoded = try #require(Base64.decode(secret: again.bytes, into: &arena))
            #expect(revealed(decoded, in: arena) == bytes)
        }
    }

    @Test func `each text of four characters is refused or canonical`() {
        let characters = Array("AQZagz059+/=-_ \n\u{0}\u{7F}".utf8)
        for first in characters {
            for second in characters {
                for third in characters {
                    for fourth in characters {
                        let text = [first, second, third, fourth]
                        let string = String(decoding: text, as: UTF8.self)
                        let bytes = Base64.decode(string)
                        #expect(Base64.canonicalCount(string.utf8.span.raw) == bytes?.count)
                        if let bytes { #expect(Base64.encode(bytes) == string) }
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<12)
    func `counting without decoding refuses what decoding refuses`(count: Int) {
        let text = Array(Base64.encode((0..<count).map { UInt8($0 * 21) }).utf8)
        #expect(Base64.canonicalCount(text.span.raw) == count)
        for length in 0..<text.count {
            let cut = text.span.raw.extracting(first: length)
            #expect(Base64.canonicalCount(cut) == Base64.decode(cut)?.count)
        }
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var other = text
                other[index] = byte
                let decoded = Base64.decode(other.span.raw)
                #expect(Base64.canonicalCount(other.span.raw) == decoded?.count)
            }
        }
    }

    @Test func `exactly 64 characters are base64's`() {
        var arena = SecretArena()
        let known = (UInt8.min...UInt8.max).filter { byte in
            let text = SecretBytes([byte, 65, 65, 65])
            let isKnown = Base64.decode(text.bytes) != nil
            let isKnownAsSecret = Base64.decode(secret: text.bytes, into: &arena) != nil
            #expect(isKnown == isKnownAsSecret)
            #expect(isKnown == (Base64.canonicalCount(text.bytes) != nil))
            return isKnown
        }
        #expect(known.count == 64)
    }

    @Test func `exactly 32 characters of one case are base32's`() {
        for upperCase in [false, true] {
            let letters = upperCase ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "abcdefghijklmnopqrstuvwxyz"
            let alphabet = Set((letters + "234567").utf8)
            for byte in UInt8.min...UInt8.max {
                let text = SecretBytes([UInt8](repeating: byte, count: 8))
                let isKnown = Base32.decode(text.bytes, upperCase: upperCase) != nil
                #expect(isKnown == alphabet.contains(byte))
            }
        }
    }

    @Test func `base32 of every length can be read again`() {
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
            #expect(Base32.decode(Base32.encode(bytes, upperCase: true), upperCase: true) == bytes)
        }
    }
}
