/// How patterns with wildcards match, for characters and for parts of paths alike.
///
/// It goes back to the last wildcard only, which is enough where a wildcard stands for anything: the
/// steps are at most the product of both lengths, whatever the pattern.
enum Wildcards {
    /// Whether `pattern` elements fit `text` elements from end to end.
    ///
    /// `isWildcard` says which elements of the pattern stand for any number of the text's, and `fits`
    /// whether one of the other ones stands for one of the text's.
    static func match(
        pattern: Int,
        isWildcard: (Int) -> Bool,
        text: Int,
        fits: (_ pattern: Int, _ text: Int) -> Bool
    ) -> Bool {
        var (at, place) = (0, 0)
        var last: (wildcard: Int, place: Int)?
        while place < text {
            if at < pattern, isWildcard(at) {
                last = (at, place)
                at += 1
            } else if at < pattern, fits(at, place) {
                at += 1
                place += 1
            } else if let (wildcard, start) = last {
                last = (wildcard, start + 1)
                at = wildcard + 1
                place = start + 1
            } else {
                return false
            }
        }
        while at < pattern, isWildcard(at) { at += 1 }
        return at == pattern
    }

    /// Whether `*` of a pattern can stand for bytes so that it becomes the text.
    static func match(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        match(
            pattern: pattern.count,
            isWildcard: { pattern[pattern.startIndex + $0] == UInt8(ascii: "*") },
            text: text.count,
            fits: { pattern[pattern.startIndex + $0] == text[text.startIndex + $1] }
        )
    }
}
