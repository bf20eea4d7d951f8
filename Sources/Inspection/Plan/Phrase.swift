package import Sealing

/// A sentence in which our words and those of others are told apart.
///
/// Whoever shows it escapes the words of others: names, ids, texts from files. They come in by
/// interpolation and in no other way, so none can be taken for ours by mistake.
package struct Phrase: Sendable, Hashable {
    /// A stretch of the sentence.
    package enum Piece: Sendable, Hashable {
        case ours(String)
        case theirs(String)
    }

    package private(set) var pieces: [Piece] = []

    /// The sentence without any marks, for output that escapes it as a whole.
    package var text: String {
        pieces.map { piece in
            switch piece {
            case .ours(let text), .theirs(let text): text
            }
        }.joined()
    }

    package static func + (left: Phrase, right: Phrase) -> Phrase {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }
}

extension Phrase: ExpressibleByStringInterpolation {
    /// Takes every interpolated text for somebody else's.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ text: String) {
            if !text.isEmpty { pieces.append(.ours(text)) }
        }

        package mutating func appendInterpolation(_ text: String) {
            pieces.append(.theirs(text))
        }

        package mutating func appendInterpolation(_ number: Int) {
            pieces.append(.ours(String(number)))
        }

        package mutating func appendInterpolation(_ phrase: Phrase) {
            pieces += phrase.pieces
        }

        package mutating func appendInterpolation(_ fingerprint: Fingerprint) {
            pieces.append(.theirs(fingerprint.description))
        }

        package mutating func appendInterpolation(_ id: KeyID) {
            pieces.append(.theirs(id.text))
        }

        package mutating func appendInterpolation(_ id: ValueID) {
            pieces.append(.theirs(id.text))
        }

        /// `2 clusters`, `1 cluster`.
        package mutating func appendInterpolation(_ count: Int, _ noun: StaticString) {
            pieces.append(.ours("\(count) \(noun)\(count == 1 ? "" : "s")"))
        }

        /// Names with commas between them; beyond a limit only how many more there are.
        package mutating func appendInterpolation(names: [String], limit: Int = .max) {
            for (index, name) in names.prefix(limit).enumerated() {
                if index > 0 { pieces.append(.ours(", ")) }
                pieces.append(.theirs(name))
            }
            if names.count > limit {
                pieces.append(.ours(" and \(names.count - limit) more"))
            }
        }
    }

    package init(stringInterpolation: StringInterpolation) {
        pieces = stringInterpolation.pieces
    }

    package init(stringLiteral text: String) {
        pieces = text.isEmpty ? [] : [.ours(text)]
    }
}
