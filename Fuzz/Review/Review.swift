import Inspection

/// What `git diff` shows of a file: the file itself, but for what stands between the brackets.
func fuzzOne(_ bytes: [UInt8]) {
    let shown = ReviewText.of(bytes)
    precondition(ReviewText.of(shown) == shown, "what was shown is shown in another way")
    // With the brackets of a replacement in it, a file is left as it is.
    guard shown != bytes else { return }
    var rest = shown[...]
    var original = bytes[...]
    let (opening, closing) = (Array("«".utf8), Array("»".utf8))
    while let start = rest.firstRange(of: opening) {
        let before = rest[..<start.lowerBound]
        precondition(original.starts(with: before), "what is not sealed was changed")
        original = original.dropFirst(before.count)
        guard let end = rest[start.upperBound...].firstRange(of: closing) else {
            preconditionFailure("a replacement does not end")
        }
        rest = rest[end.upperBound...]
        precondition(original.starts(with: "fs1:".utf8))
        original = original.drop { $0 > 0x20 && $0 != 0x2C && $0 != 0x7D }
    }
    precondition(original.elementsEqual(rest), "what is not sealed was changed")
}
