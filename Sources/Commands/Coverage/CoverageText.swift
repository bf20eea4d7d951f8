internal import CommandLine
internal import Inspection

/// The words for a cell of the matrix, the same in every format that people read.
enum CoverageText {
    static func of(_ cell: CoverageMatrix.Cell, _ matrix: CoverageMatrix) -> String {
        let layers = layers(cell, matrix).map(\.text).joined(separator: " + ")
        switch cell.state {
        case .none: return ""
        case .given: return layers
        case .gap, .optional, .removed, .blocked:
            let word = cell.state == .blocked ? "gets nothing" : cell.state.rawValue
            guard cell.given > 0 else { return word }
            return "\(word) on \(cell.clusters - cell.given) of \(cell.clusters), \(layers)"
        }
    }

    /// Where the value of a cell comes from.
    struct Layer {
        let text: String
        let kind: Kind

        enum Kind {
            case everybody, some, own, template
        }
    }

    /// The layers that give a key to the clusters of a cell; those of single clusters count as one.
    static func layers(_ cell: CoverageMatrix.Cell, _ matrix: CoverageMatrix) -> [Layer] {
        let own = cell.layers.compactMap { $0 }.filter(matrix.isOwn)
        let others = cell.layers.filter { group in !(group.map(matrix.isOwn) ?? false) }
        var layers = others.map { group -> Layer in
            guard let group else { return Layer(text: "template", kind: .template) }
            let isEverybody =
                matrix.census.members(of: group).count == matrix.census.clusters.count
            return Layer(text: group, kind: isEverybody ? .everybody : .some)
        }
        if own.count == 1 { layers.append(Layer(text: own[0], kind: .own)) }
        if own.count > 1 { layers.append(Layer(text: "\(own.count) clusters’ own", kind: .own)) }
        return layers
    }

    /// The keys of a secret as rows name them, with what the document says about them.
    static func notes(_ key: SecretCoverage.Key) -> [String] {
        (key.isOptional ? ["optional"] : []) + (key.isOmitted ? ["template only"] : [])
    }
}
