/// The part of an address after the question mark.
struct Query {
    private(set) var text = ""

    /// Adds a value; left out if there is none.
    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        text += (text.isEmpty ? "?" : "&") + name + "=" + Self.escaped(value)
    }

    /// Text with everything escaped that could mean something in an address.
    static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                result.append(byte)
            default:
                result += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        // Not to be taken for the folder above.
        return text == "." || text == ".."
            ? text.map { _ in "%2E" }.joined()
            : String(decoding: result, as: UTF8.self)
    }
}
