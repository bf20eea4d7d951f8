extension [UInt8] {
    /// Whether these bytes stand anywhere in the array.
    func contains(bytes wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return wanted.isEmpty }
        let (text, part) = (span, wanted.span)
        var index = 0
        while index <= text.count - part.count {
            guard text[index] == first else {
                index += 1
                continue
            }
            var length = 1
            while length < part.count, text[index + length] == part[length] { length += 1 }
            if length == part.count { return true }
            index += 1
        }
        return false
    }
}
