#if os(Linux)
    import Testing

    @testable import YAML

    @Suite struct MemoryTests {
        /// Text that the reader copies (escapes, folding), and text that it does not.
        @Test(arguments: [
            "stringData: {a: \"MARK\"}",
            "stringData: {a: \"\\x20MARK\"}",
            "stringData: {MARK: 1}",
            "a: |\n  x MARK\n  MARK\n",
            "a: MARK\n b\n",
            "{\"a\": \"\\uD83D\\uDE00MARK\"}",
            "a: MARK\nb: [\n",
            "a: MARK\na: b\n",
            "MARK: \"x",
        ])
        func `nothing of a file is left when it is dropped`(template: String) throws {
            // Random letters, turned over: put together nowhere but in the source.
            let mark = (0..<24).map { _ in ~UInt8.random(in: 0x61...0x7A) }
            var source: [UInt8] = []
            source.reserveCapacity(4096)
            for (number, part) in template.split(
                separator: "MARK",
                omittingEmptySubsequences: false
            )
            .enumerated() {
                if number > 0 { for byte in mark { source.append(~byte) } }
                source += part.utf8
            }
            let copies =
                template.split(separator: "MARK", omittingEmptySubsequences: false).count - 1
            let isRead: Bool
            do {
                let file = unsafe try? YAMLFile(source.span.bytes)
                isRead = file != nil
                // The search does find what is there: the source, and the file's own copy.
                let found = ProcessMemory.occurrences(ofComplement: mark)
                withExtendedLifetime(file) {
                    #expect(found >= (isRead ? 2 : 1) * copies)
                }
            }
            for index in source.indices { source[index] = 0 }
            #expect(ProcessMemory.occurrences(ofComplement: mark) == 0)
        }
    }
#endif
