internal import Inspection

/// The words for a cell of the matrix, the same in every format that people read.
enum CoverageText {
    static func of(_ cell: CoverageMatrix.Cell) -> String {
        let layers = cell.layers.map { $0 ?? "template" }.joined(separator: " + ")
        switch cell.state {
        case .none: return ""
        case .given: return layers
        case .gap, .optional, .removed:
            let word = cell.state.rawValue
            guard cell.given > 0 else { return word }
            return "\(word) on \(cell.clusters - cell.given) of \(cell.clusters), \(layers)"
        }
    }

    /// The keys of a secret as rows name them, with what the document says about them.
    static func notes(_ key: SecretCoverage.Key) -> [String] {
        (key.isOptional ? ["optional"] : []) + (key.isOmitted ? ["template only"] : [])
    }
}
