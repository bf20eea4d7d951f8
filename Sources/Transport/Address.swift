/// Scheme, host and port of a server, as the part of an address before the path.
struct Address {
    let scheme: String
    /// The host, in brackets if it is an address of IPv6.
    let host: String
    let port: String
    /// What comes after the port, beginning with the path.
    let rest: String

    /// Nil where libcurl has to say what is wrong with it.
    init?(_ url: String) {
        let bytes = Array(url.utf8)
        let separator = Array("://".utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: separator)
        else { return nil }
        scheme = String(decoding: bytes[..<colon], as: UTF8.self)
        let afterScheme = bytes[(colon + 3)...]
        let ends: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        let end = afterScheme.firstIndex { ends.contains($0) } ?? bytes.endIndex
        let authority = afterScheme[..<end]
        rest = String(decoding: bytes[end...], as: UTF8.self)
        guard !authority.isEmpty, !authority.contains(UInt8(ascii: "@")) else { return nil }
        let bracket = authority.lastIndex(of: UInt8(ascii: "]")) ?? authority.startIndex
        let portColon = authority[bracket...].lastIndex(of: UInt8(ascii: ":"))
        host = String(decoding: authority[..<(portColon ?? end)], as: UTF8.self)
        let standard = scheme == "http" ? "80" : "443"
        port = portColon.map { String(decoding: authority[($0 + 1)...], as: UTF8.self) } ?? standard
    }

    /// Whether the host is this machine.
    var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
    }
}
