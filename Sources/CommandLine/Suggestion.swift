/// Finds what a mistyped word was meant to be.
package enum Suggestion {
    /// Whether a word that we do not know may be printed.
    ///
    /// It may be a secret in the wrong place. Names of commands and options are short and made of
    /// letters; a password of that shape cannot be told from a typing error.
    package static func isEchoable(_ word: String) -> Bool {
        word.utf8.count <= 24
            && word.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == UInt8(ascii: "-")
            }
    }

    /// The candidates nearest to `word`, at most three, none if all are too far off.
    package static func nearest(to word: String, among candidates: [String]) -> [String] {
        let length = word.utf8.count
        guard length <= 32 else { return [] }
        let limit = length <= 4 ? 1 : length <= 8 ? 2 : 3
        let measured = candidates.map { ($0, distance(word, $0)) }
        guard let best = measured.map(\.1).min(), best <= limit else { return [] }
        return measured.filter { $0.1 == best }.prefix(3).map(\.0)
    }

    /// Commands that `word` after `path` may have been meant for: a near word at that place, else
    /// a command elsewhere that ends in such a word.
    static func commands(
        like word: String,
        after path: [String],
        in program: Program
    ) -> [String] {
        let here = nearest(to: word, among: program.words(after: path))
        guard here.isEmpty else { return here.map { (path + [$0]).joined(separator: " ") } }
        let visible = program.commands.filter { !$0.isHidden }
        let near = Set(nearest(to: word, among: visible.compactMap(\.path.last)))
        return visible.filter { near.contains($0.path.last ?? "") }.prefix(3).map(\.name)
    }

    /// The Damerau-Levenshtein distance (each pair swapped at most once), over bytes without case.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = left.utf8.map(lowered)
        let right = right.utf8.map(lowered)
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var line = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var best = min(
                    last[column + 1] + 1,
                    line[column] + 1,
                    last[column] + (isSame ? 0 : 1)
                )
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, before[column - 1] + 1)
                }
                line.append(best)
            }
            before = last
            last = line
        }
        return last[right.count]
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
