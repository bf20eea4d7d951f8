import ClusterSupport
import Foundation

/// The memory of a process, as gdb wrote it down.
///
/// Without the notes beside it: they have the registers of every thread, where the last few bytes that
/// were copied stay until something else is.
struct CoreFile {
    private let path: String
    private let content: Data
    /// Where each part of the memory stands in the file, and where it stood in the process.
    private let segments: [(place: Range<Int>, address: Int)]

    init(_ path: String) throws {
        self.path = path
        content = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        let header = content.prefix(64)
        guard header.count == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
            throw Failure("\(path) is no core of 64 bits")
        }
        let table = content.number(at: 32, bytes: 8)
        let size = content.number(at: 54, bytes: 2)
        segments = (0..<content.number(at: 56, bytes: 2)).compactMap { [content] index in
            let entry = table + index * size
            let isLoaded = content.number(at: entry, bytes: 4) == 1
            let start = content.number(at: entry + 8, bytes: 8)
            let address = content.number(at: entry + 16, bytes: 8)
            let count = content.number(at: entry + 32, bytes: 8)
            return isLoaded && count > 0 ? (start..<start + count, address) : nil
        }
    }

    /// What stands around bytes that are somewhere in it; nothing if they are nowhere.
    func context(of bytes: Data) async throws -> String? {
        let pattern = bytes.map { "\\x" + String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        let result = try await Command.run(
            "grep",
            ["-aboP", "-m", "1000", "--", pattern, path],
            environment: Programs.environment.merging(["LC_ALL": "C"]) { $1 }
        )
        guard result.status < 2 else { throw Failure("grep: \(result.error)") }
        for line in result.output.split(separator: "\n") {
            guard let offset = line.split(separator: ":").first.flatMap({ Int($0) }),
                let segment = segments.first(where: { $0.place.contains(offset) })
            else { continue }
            let address = segment.address + offset - segment.place.lowerBound
            let around = content[max(0, offset - 100)..<min(content.count, offset + 100)]
            let text = String(
                decoding: around.map { (32..<127).contains($0) ? $0 : 46 },
                as: UTF8.self
            )
            return "at \(String(address, radix: 16)): \(text)"
        }
        return nil
    }
}

extension Data {
    /// An unsigned number, little end first.
    fileprivate func number(at offset: Int, bytes count: Int) -> Int {
        (0..<count).reversed().reduce(0) { $0 << 8 | Int(self[startIndex + offset + $1]) }
    }
}
