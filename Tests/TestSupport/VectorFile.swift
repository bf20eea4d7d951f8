import Foundation

/// A file of test vectors.
package struct VectorFile<Vector: Decodable>: Decodable {
    private let vectors: [Vector]

    /// The vectors of `SealingTests/Vectors/<name>.json`.
    ///
    /// None, which a test of its own refuses, if it is unreadable.
    package static func load(_ name: String) -> [Vector] {
        let file = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent()
            .appendingPathComponent("../SealingTests/Vectors/\(name).json")
        guard let data = try? Data(contentsOf: file) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode(Self.self, from: data))?.vectors ?? []
    }

    /// Those vectors of the independent implementation that are about one construction.
    package static func independent(_ construction: String) -> [Vector] {
        VectorFile<Tagged<Vector>>.load("independent")
            .compactMap { $0.vector(of: construction) }
    }
}

/// A vector in a file that mixes constructions.
private struct Tagged<Vector: Decodable>: Decodable {
    private let construction: String
    private let vector: Result<Vector, any Error>

    private enum Key: CodingKey { case construction }

    init(from decoder: any Decoder) throws {
        construction = try decoder.container(keyedBy: Key.self)
            .decode(String.self, forKey: .construction)
        vector = Result { try Vector(from: decoder) }
    }

    func vector(of construction: String) -> Vector? {
        guard self.construction == construction else { return nil }
        return try? vector.get()
    }
}

/// Bytes that stand in hexadecimal in a file.
package struct Hex: Decodable, Sendable {
    package let bytes: [UInt8]

    package init(from decoder: any Decoder) throws {
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
