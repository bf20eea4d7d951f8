package import Payloads

/// What a server answered.
package struct Response: Sendable {
    /// Status and header lines.
    package let head: ResponseHead
    /// The whole body.
    package let body: Payload

    /// The status, such as 200.
    package var status: Int { head.status }
}

/// The status and the header lines of an answer.
package struct ResponseHead: Sendable {
    /// The status, such as 200.
    package private(set) var status = 0
    /// Whether the last line has come.
    private(set) var isComplete = false
    // As they came: few are ever looked at.
    private var lines: [UInt8] = []

    init() {}

    /// The value of the first header `name`, in lower case.
    package func value(of name: String) -> String? {
        let wanted = Array(name.utf8)
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                line[..<colon].lazy.map({ Self.lowered($0) }).elementsEqual(wanted)
            else { continue }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            let end = value.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? value.startIndex
            return String(decoding: value[..<end], as: UTF8.self)
        }
        return nil
    }

    /// Takes one line with its line end, as libcurl gives it.
    mutating func add(_ line: RawSpan) {
        guard !isComplete else { return }  // a trailer
        var line = line
        while line.byteCount > 0,
            line[line.byteCount - 1] == 0x0A || line[line.byteCount - 1] == 0x0D
        {
            line = line.extracting(droppingLast: 1)
        }
        if let status = Self.status(line) {
            self.status = status
            lines.removeAll(keepingCapacity: true)
        } else if line.byteCount == 0 {
            // 1xx comes before the answer itself.
            isComplete = status >= 200
        } else {
            for offset in 0..<line.byteCount { lines.append(line[offset]) }
            lines.append(UInt8(ascii: "\n"))
        }
    }

    // `HTTP/1.1 200 OK` or `HTTP/2 200`.
    private static func status(_ line: RawSpan) -> Int? {
        guard line.byteCount >= 5 else { return nil }
        for (offset, byte) in "HTTP/".utf8.enumerated() where line[offset] != byte { return nil }
        var offset = 5
        while offset < line.byteCount, line[offset] != 0x20 { offset += 1 }
        var status = 0
        for digit in offset + 1..<offset + 4 {
            guard digit < line.byteCount, (0x30...0x39).contains(line[digit]) else { return nil }
            status = status * 10 + Int(line[digit] - 0x30)
        }
        return status
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
