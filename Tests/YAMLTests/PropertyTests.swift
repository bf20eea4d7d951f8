import Testing

@testable import YAML

@Suite struct PropertyTests {
    @Test func `generated files are read`() throws {
        for seed in 0..<40_000 {
            let text = FileGenerator.file(seed: UInt64(seed))
            do {
                let file = try file(text)
                for node in file.documents.flatMap(\.all) {
                    #expect(file.position(at: node.range.lowerBound) == node.position, "seed \(seed)")
                }
            } catch {
                Issue.record("seed \(seed): \(error)\n\(text)")
            }
        }
    }

    @Test func `one edit changes what it says and no byte elsewhere`() throws {
        for seed in 0..<40_000 {
            var random = Seeded(UInt64(seed) &+ 1_000_000)
            let text = FileGenerator.file(seed: UInt64(seed))
            let file = try file(text)
            guard let edit = RandomEdit(in: file, &random) else { continue }
            try check(file, text, [edit], seed: seed)
        }
    }

    @Test func `several edits change what they say`() throws {
        for seed in 0..<40_000 {
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
            let isExpected = error.message == "edits contradict" || error.message.contains("occurs twice")
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
            Issue.record("seed \(seed): \(edits)\n\(text)\n---- gave\n\(result)\n\(models)\n\(wanted)")
        }
        guard edits.count == 1 else { return }
        let reach = edits[0].reach
        let before = file.bytes
        let isSame = bytes.count >= before.count - reach.count
            && bytes.prefix(reach.lowerBound).elementsEqual(before.prefix(reach.lowerBound))
            && bytes.suffix(before.count - reach.upperBound).elementsEqual(before[reach.upperBound...])
        if !isSame {
            Issue.record("seed \(seed): \(edits) reached beyond \(reach)\n\(text)\n---- gave\n\(result)")
        }
    }
}
