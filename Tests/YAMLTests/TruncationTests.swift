import Testing

@testable import YAML

@Suite struct TruncationTests {
    static let json = #"{"a": ["\uD83D\uDE00", {"b": null}], "c": "\\é", "d": 1.5e3}"#

    @Test func `every beginning of a file is read or refused with a place`() throws {
        var texts = (0..<60).map { FileGenerator.file(seed: UInt64($0)) }
        texts += [MergeTests.document, Self.json]
        var read = 0
        for text in texts {
            let bytes = Array(text.utf8)
            for end in 0...bytes.count {
                do {
                    let file = try YAMLFile(Array(bytes[..<end]))
                    #expect(file.documents.allSatisfy { $0.range.upperBound <= end })
                    read += 1
                } catch {
                    #expect(error.position.offset <= end)
                    #expect(error.position.line >= 1 && error.position.column >= 1)
                }
            }
        }
        #expect(read > texts.count)
    }

    @Test func `every beginning of a file can be edited or is left alone`() throws {
        for text in (0..<60).map({ FileGenerator.file(seed: UInt64($0)) }) {
            let bytes = Array(text.utf8)
            for end in 0...bytes.count {
                guard let file = try? YAMLFile(Array(bytes[..<end])),
                    let root = file.documents.last,
                    root.kind == .mapping, root["added"] == nil
                else { continue }
                var edits = Edits(file)
                edits.insert("added", .string("x"), into: root)
                guard let result = try? edits.applied() else { continue }
                #expect(try YAMLFile(result).documents.last?["added"]?.equals("x") == true)
            }
        }
    }
}
