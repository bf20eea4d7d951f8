/// The lines of several texts, each known by a number: equal lines have equal numbers.
///
/// A line holds its own end, so that a last line without one is another line.
struct LineTable {
    private var numbers: [ArraySlice<UInt8>: Int] = [:]
    private var lines: [ArraySlice<UInt8>] = []

    /// The numbers of a text's lines.
    mutating func numbers(of text: [UInt8]) -> [Int] {
        var found: [Int] = []
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            let line = text[start..<(end ?? text.count)]
            if let number = numbers[line] {
                found.append(number)
            } else {
                found.append(lines.count)
                numbers[line] = lines.count
                lines.append(line)
            }
            start = end ?? text.count
        }
        return found
    }

    /// The bytes of a line.
    subscript(number: Int) -> ArraySlice<UInt8> { lines[number] }

    /// The text that lines make.
    func text(_ numbers: some Sequence<Int>) -> [UInt8] {
        var text: [UInt8] = []
        for number in numbers { text += lines[number] }
        return text
    }
}
