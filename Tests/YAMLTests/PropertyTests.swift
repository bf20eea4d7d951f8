import Testing
import TestSupport

@testable import YAML

@Suite struct PropertyTests {
    @Test func `generated files are read`() throws {
        for seed in 0..<10_000 {
            let text = FileGenerator.file(seed: UInt64(seed))
            do {
                let file = try file(text)
                for node in file.documents.flatMap(\.all) {
                    #expect(
                        file.position(at: node.range.lowerBound) == node.position,
                        "seed \(seed)"
                    )
                }
            } catch {
                Issue.record("seed \(seed): \(error)\n\(text)")
            }
        }
    }

    @Test func `one edit changes what it says and no byte elsewhere`() throws {
        for seed in 0..<10_000 {
            var random = Seeded(UInt64(seed) &+ 1_000_000)
            let text = FileGenerator.file(seed: UInt64(seed))
            let file = try file(text)
            guard let edit = RandomEdit(in: file, &random) else { continue }
            try check(file, text, [edit], seed: seed)
        }
    }

    @Test func `several edits change what they say`() throws {
        for seed in 0..<10_000 {
            var random = Seeded(UInt64(seed) &+ 2_000_000)
            let text = FileGenerator.file(seed: UInt64(seed))
            let file = try file(text)
            let edits = (0..<4).compactMap { _ in RandomEdit(in: file, &random) }
            try check(file, text, edits, seed: seed)
        }
    }

    private func check(_ file: YAMLFile, _ text: String, _ edits: [RandomEdit], seed: Int) throws {
        var all = Edits(file)
        for edit in edits { edit.add(to: &all) }
        let bytes: [UInt8]
        do {
            bytes = try all.applied()
        } catch {
            let isExpected =
                error.message == "edits contradict" || error.message.contains("occurs twice")
                || error.message.hasPrefix("text ends with the file")
            if !isExpected {
                Issue.record("seed \(seed): \(error)\n\(edits)\n\(text.debugDescription)\n\(text)")
            }
            return
        }
        let result = String(decoding: bytes, as: UTF8.self)
        let models = try YAMLFile(bytes).documents.map { Model($0) }
        let wanted = expected(file, edits)
        if models != wanted {
            Issue.record(
                "seed \(seed): \(edits)\n\(text)\n---- gave\n\(result)\n\(models)\n\(wanted)"
            )
        }
        // A collection without any child left is written on the line of its key.
        let isEmptied = edits.contains { edit in
            Set(edits.filter { $0.node.index == edit.node.index }.compactMap(\.removed)).count
                == max(edit.node.count, 1)
        }
        if !isEmptied, !keeps(file.bytes, bytes, outside: edits.map(\.reach)) {
            Issue.record("seed \(seed): \(edits) reached too far\n\(text)\n---- gave\n\(result)")
        }
        if edits.count == 1, edits[0].isPureInsertion, !isInsertion(file.bytes, bytes) {
            Issue.record("seed \(seed): \(edits) moved bytes\n\(text)\n---- gave\n\(result)")
        }
    }

    /// Whether all bytes of `before` but those in `reaches` are in `after`, in their order.
    private func keeps(_ before: [UInt8], _ after: [UInt8], outside reaches: [Range<Int>]) -> Bool {
        var rest = after[...]
        var kept = 0
        let sorted = reaches.sorted { $0.lowerBound < $1.lowerBound }
        for (number, reach) in sorted.enumerated() {
            let part = before[min(kept, reach.lowerBound)..<reach.lowerBound]
            if number == 0 {
                guard rest.starts(with: part) else { return false }
                rest = rest.dropFirst(part.count)
            } else {
                guard let found = first(part, in: rest) else { return false }
                rest = rest[(found + part.count)...]
            }
            kept = max(kept, reach.upperBound)
        }
        let last = before[kept...]
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    private func first(_ part: ArraySlice<UInt8>, in bytes: ArraySlice<UInt8>) -> Int? {
        guard part.count <= bytes.count else { return nil }
        return (bytes.startIndex...bytes.endIndex - part.count).first {
            bytes[$0..<$0 + part.count].elementsEqual(part)
        }
    }

    private func isInsertion(_ before: [UInt8], _ after: [UInt8]) -> Bool {
        let start = zip(before, after).prefix { $0 == $1 }.count
        let end = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.count
        return start + end >= before.count
    }
}
