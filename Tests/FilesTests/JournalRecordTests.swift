import Testing

@testable import Files

@Suite struct JournalRecordTests {
    static let record = """
        fleetseal journal 1
        folder keys
        folder keys/new%0afolder
        write a%20b%25 .fleetseal-0123456789abcdef.tmp 1:af63ac4c86019afc 0:78bcdc99c372909c
        write keys/c .fleetseal-00000000000000ff.tmp - 5:945836d5c2ee21a8
        write d .fleetseal-00000000000000aa.tmp 5:945836d5c2ee21a8 -

        """

    /// The text with a right sum.
    static func summed(_ text: String) -> [UInt8] {
        let hash = String(ContentMark(Array(text.utf8)).hash, radix: 16)
        let zeros = String(repeating: "0", count: 16 - hash.utf8.count)
        return Array((text + "sum " + zeros + hash + "\n").utf8)
    }

    @Test func `reads and writes the same bytes`() throws {
        let bytes = Self.summed(Self.record)
        let record = try #require(JournalRecord(encoded: bytes))
        #expect(record.encoded == bytes)
        #expect(record.folders.map(\.text) == ["keys", "keys/new\nfolder"])
        #expect(record.entries.map(\.path.text) == ["a b%", "keys/c", "d"])
        #expect(record.entries[0].new == ContentMark([]))
        #expect(record.entries[1].old == nil)
        #expect(record.entries[1].new == ContentMark(Array("hello".utf8)))
        #expect(record.entries[2].new == nil)
    }

    @Test func `is nothing when a byte is missing or another`() {
        let bytes = Self.summed(Self.record)
        for length in 0..<bytes.count {
            #expect(JournalRecord(encoded: Array(bytes[..<length])) == nil)
        }
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(JournalRecord(encoded: other) == nil, "byte \(index)")
        }
    }

    @Test(arguments: [
        ("fleetseal journal 1", "fleetseal journal 2"),
        ("write d ", "write ../d "), ("write d ", "write /d "), ("write d ", "write ./d "),
        ("write d ", "write  "), ("write d ", "write d%2 "), ("write d ", "write %64 "),
        ("write d ", "write %ff "), ("write d ", "write d  "), ("write d ", "erase d "),
        (".fleetseal-00000000000000aa.tmp", "passwd"),
        (".fleetseal-00000000000000aa.tmp", ".fleetseal-0000000../../aa.tmp"),
        (".fleetseal-00000000000000aa.tmp", ".fleetseal-00000000000000AA.tmp"),
        ("5:945836d5c2ee21a8 -", "-5:945836d5c2ee21a8 -"),
        ("5:945836d5c2ee21a8 -", "+5:945836d5c2ee21a8 -"),
        ("5:945836d5c2ee21a8 -", "5:A430D84680AABD0B -"),
        ("5:945836d5c2ee21a8 -", "5:945836d5c2ee21a8"),
        ("folder keys\n", "folder keys\n\n"),
        ("folder keys\n", "folder ..\n"),
        ("write d .fleetseal-00000000000000aa.tmp 5:945836d5c2ee21a8 -\n", "folder late\n"),
    ])
    func `is nothing for another spelling under a right sum`(text: String, other: String) {
        let changed = Self.record.split(separator: text, omittingEmptySubsequences: false)
            .joined(separator: other)
        #expect(changed != Self.record)
        #expect(JournalRecord(encoded: Self.summed(changed)) == nil)
    }
}
