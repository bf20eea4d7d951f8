import Foundation

/// A file of vectors beside these tests.
struct VectorFile<Vector: Decodable>: Decodable {
    let about: String
    let vectors: [Vector]

    /// The vectors of `Vectors/<name>.json`; none, which a test of its own refuses, if it is unreadable.
    static func load(_ name: String) -> [Vector] {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent()
            .appendingPathComponent("Vectors/\(name).json")
        guard let data = try? Data(contentsOf: file) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode(Self.self, from: data))?.vectors ?? []
    }
}

/// Bytes that stand in hexadecimal in a file.
struct Hex: Decodable, Sendable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count % 2 == 0 else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: text))
        }
        bytes = stride(from: 0, to: digits.count, by: 2).map { index in
            UInt8(digits[index] << 4 | digits[index + 1])
        }
    }
}
