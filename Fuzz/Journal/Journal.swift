@testable import Files

/// The journal that a recovery reads: whatever its bytes, nothing outside may be named by it, and
/// what is read is written back as the same bytes.
func fuzzOne(_ bytes: [UInt8]) {
    // With a right sum too: guessing one is no work for a fuzzer.
    for candidate in [bytes, summed(bytes)] {
        guard let record = JournalRecord(encoded: candidate) else { continue }
        precondition(record.encoded == candidate, "one record has two spellings")
        for entry in record.entries {
            precondition(TemporaryName.isOne(entry.temporary), "a temporary name that is not ours")
        }
        for path in record.folders + record.entries.map(\.path) {
            let parts = path.text.utf8.split(separator: 0x2f, omittingEmptySubsequences: false)
            let leavesFolder = parts.contains { $0.elementsEqual("..".utf8) }
            precondition(!leavesFolder && path.text.utf8.first != 0x2f, "a path that leads out")
        }
    }
}

private func summed(_ bytes: [UInt8]) -> [UInt8] {
    let hash = String(ContentMark(bytes).hash, radix: 16)
    let zeros = String(repeating: "0", count: 16 - hash.utf8.count)
    return bytes + Array("sum \(zeros)\(hash)\n".utf8)
}
