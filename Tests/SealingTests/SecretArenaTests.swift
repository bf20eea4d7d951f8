import Testing
import TestSupport

@testable import Sealing

@Suite struct SecretArenaTests {
    @Test func `keeps what was appended while it grows`() {
        var arena = SecretArena()
        var ranges: [Range<Int>] = []
        for count in 0..<300 {
            ranges.append(arena.append(SecretBytes([UInt8](repeating: 7, count: count)).bytes))
        }
        for (count, range) in ranges.enumerated() {
            #expect(revealed(range, in: arena) == [UInt8](repeating: 7, count: count))
        }
        #expect(arena.count == 300 * 299 / 2)
    }

    @Test func `copies what is already in it, also while it grows`() {
        var arena = SecretArena()
        let first = arena.append(SecretBytes([UInt8](repeating: 9, count: 3_000)).bytes)
        let second = arena.append(copying: first)
        #expect(revealed(second, in: arena) == revealed(first, in: arena))
    }

    @Test func `a failed fill adds nothing`() {
        struct Refused: Error {}
        var arena = SecretArena()
        do throws(Refused) {
            _ = try arena.append(capacity: 8) { output throws(Refused) in
                output.append(1)
                throw Refused()
            }
        } catch {}
        #expect(arena.count == 0)
    }

    @Test func `nothing is left after removing all`() {
        var arena = SecretArena()
        _ = arena.append(SecretBytes("hunter2").bytes)
        arena.removeAll()
        #expect(arena.count == 0)
        let range = arena.append(capacity: 7) { output in
            unsafe output.withUnsafeMutableBytes { _, count in count = 7 }
        }
        #expect(revealed(range, in: arena) == [UInt8](repeating: 0, count: 7))
        #expect(range == 0..<7)
    }

    @Test func `reading behind the end traps`() async {
        await #expect(processExitsWith: .failure) {
            let arena = SecretArena()
            _ = arena.bytes(0..<1)
        }
    }
}
