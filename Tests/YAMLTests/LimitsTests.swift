import Testing

@testable import YAML

@Suite struct LimitsTests {
    static let mebibyte = 1 << 20

    @Test(arguments: [
        "[", "{", "- ", "{a: ", "[{a: ", "? ", "a: [", "a: \n ", "&a ", "!a ", "%TAG !a! b\n",
        "a: 1\n...\n%TAG !a! b\n",
    ])
    func `refuses endless nesting at once`(part: String) {
        let bytes = Array(String(repeating: part, count: 3 * Self.mebibyte / part.utf8.count).utf8)
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(throws: YAMLError.self) { _ = try YAMLFile(bytes) }
        }
        // Most take a millisecond; this is about quadratic time and the stack.
        #expect(time < .seconds(20))
    }

    @Test func `refuses a large file by its size alone`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 10 * Self.mebibyte)
        let error = #expect(throws: YAMLError.self) { _ = try YAMLFile(bytes) }
        #expect(
            error?.description == "1:1: file has 10485760 bytes, more than the limit of 4194304"
        )
    }

    @Test func `refuses what goes one level too deep`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try file(nested(64))
        let error = #expect(throws: YAMLError.self) { _ = try file(nested(65)) }
        #expect(error?.description == "1:65: nested deeper than the limit of 64")
    }

    @Test func `refuses one node too many`() throws {
        var limits = ReadingLimits()
        limits.nodes = 4
        _ = try YAMLFile(Array("[a, b, c]".utf8), limits: limits)
        let error = #expect(throws: YAMLError.self) {
            _ = try YAMLFile(Array("[a, b, c, d]".utf8), limits: limits)
        }
        #expect(error?.description == "1:11: more nodes than the limit of 4")
    }

    @Test func `refuses aliases before they multiply`() {
        let laughs = """
            a: &a [lol, lol]
            b: &b [*a, *a]
            c: &c [*b, *b]
            """
        let error = #expect(throws: YAMLError.self) { _ = try file(laughs) }
        #expect(error?.description == "1:4: anchors are not allowed")
    }

    @Test func `finds keys and their doubles among many`() throws {
        let count = 50_000
        let lines = (0..<count).map { "key-\($0): v\($0)\n" }.joined()
        let root = try #require(try file(lines).documents.first)
        for index in stride(from: 0, to: count, by: 7) {
            #expect(root["key-\(index)"]?.equals("v\(index)") == true)
        }
        #expect(root["key-\(count)"] == nil)
        let error = #expect(throws: YAMLError.self) { _ = try file(lines + "key-7: x\n") }
        #expect(error?.description == "50001:1: key occurs twice, first at 8:1")
    }

    @Test(arguments: 0...40) func `keys are found in mappings of every size`(count: Int) throws {
        let text = (0..<count).map { "k\($0): \"\($0)\"\n" }.joined()
        guard let root = try file(text).documents.first else { return #expect(count == 0) }
        for index in 0..<count { #expect(root["k\(index)"]?.text == "\(index)") }
        #expect(root["k"] == nil)
        for index in 0..<count {
            #expect(throws: YAMLError.self) { _ = try file(text + "k\(index): 1") }
        }
    }
}
