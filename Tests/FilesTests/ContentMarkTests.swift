import Testing

@testable import Files

@Suite struct ContentMarkTests {
    /// Zeros, for which the filling of the last word must not be taken, and letters.
    @Test(arguments: 0..<40, [UInt8(0), 0x41])
    func `no bit can change unseen`(count: Int, first: UInt8) {
        let content = (0..<count).map { first == 0 ? 0 : first + UInt8($0) }
        let mark = ContentMark(content)
        for index in content.indices {
            for bit in 0..<8 {
                var other = content
                other[index] ^= 1 << bit
                #expect(ContentMark(other).hash != mark.hash, "bit \(bit) of byte \(index)")
            }
        }
        #expect(ContentMark(content + [0]) != mark)
    }

    @Test func `words that change places are seen`() {
        let one = Array("first---second--".utf8)
        #expect(ContentMark(one).hash != ContentMark(Array(one[8...] + one[..<8])).hash)
    }

    @Test func `many contents have as many hashes`() {
        let hashes = Set((0..<100_000).map { ContentMark(Array("a file: \($0)".utf8)).hash })
        #expect(hashes.count == 100_000)
    }
}
