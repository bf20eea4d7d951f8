/// Where a repository is: `https://…`, `http://…`, `ssh://…`, `user@host:path`, `file:///…`, `/path`.
///
/// There is never a password in it, so that it may be shown.
package struct GitAddress: Sendable, Equatable, CustomStringConvertible {
    package enum Scheme: String, Sendable {
        case https, http, ssh, file
    }

    package let scheme: Scheme
    /// Without the brackets of an IPv6 address; empty for a folder of this computer.
    package let host: String
    package let port: Int
    /// Who logs in, where the address says so; only ssh has it.
    package let user: String?
    /// On the server, as ssh needs it; or of the folder.
    package let path: String
    /// As it was written.
    package let description: String

    package init(_ text: String) throws(GitSourceError) {
        guard !text.isEmpty, text.utf8.count <= 2048 else {
            throw Self.refused("it is empty or too long")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
            throw Self.refused(
                "it has a space or a character outside ASCII",
                hint: "write such characters as %20 and the like"
            )
        }
        description = text
        if text.utf8.first == UInt8(ascii: "/") {
            (scheme, host, port, user, path) = (.file, "", 0, nil, text)
            return
        }
        guard let mark = text.firstRange(of: "://") else {
            (user, host, path) = try Self.shortForm(text)
            (scheme, port) = (.ssh, 22)
            return
        }
        guard let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased()) else {
            throw Self.refused(
                "its scheme is none of https, http, ssh and file",
                hint: "git:// proves neither who the server is nor what it sends"
            )
        }
        self.scheme = scheme
        let rest = text[mark.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = String(rest[slash...])
        guard path.utf8.count > 1 else { throw Self.refused("it names no repository") }
        guard !path.contains(where: { $0 == "?" || $0 == "#" }) || scheme == .file else {
            throw Self.refused("it has a query or a fragment")
        }
        (user, host, port) = try Self.authority(rest[..<slash], scheme)
    }

    private static func authority(
        _ text: Substring,
        _ scheme: Scheme
    ) throws(GitSourceError) -> (user: String?, host: String, port: Int) {
        guard scheme != .file else {
            guard text.isEmpty || text == "localhost" else {
                throw refused("a file address names no host: file:///path")
            }
            return (nil, "", 0)
        }
        let (user, place) = try self.user(text, scheme)
        let host: Substring
        var rest: Substring
        if place.first == "[" {
            guard let end = place.firstIndex(of: "]") else { throw refused("a bracket is open") }
            host = place[place.index(after: place.startIndex)..<end]
            rest = place[place.index(after: end)...]
        } else {
            let end = place.firstIndex(of: ":") ?? place.endIndex
            host = place[..<end]
            rest = place[end...]
        }
        guard isHost(host) else { throw refused("its host is not one") }
        var port = scheme == .https ? 443 : scheme == .http ? 80 : 22
        if rest.first == ":" {
            rest.removeFirst()
            guard let number = UInt16(rest), number > 0, !rest.hasPrefix("+") else {
                throw refused("its port is not one")
            }
            port = Int(number)
        } else if !rest.isEmpty {
            throw refused("its host is not one")
        }
        return (user, host.lowercased(), port)
    }

    private static func user(
        _ text: Substring,
        _ scheme: Scheme
    ) throws(GitSourceError) -> (user: String?, rest: Substring) {
        guard let at = text.lastIndex(of: "@") else { return (nil, text) }
        let user = text[..<at]
        guard scheme == .ssh else {
            throw refused(
                user.contains(":") ? "there is a password in it" : "there is a user in it",
                hint: "addresses are shown and logged: give user and password or token separately",
                isAboutCredential: true
            )
        }
        guard !user.contains(":") else {
            throw refused(
                "there is a password in it",
                hint: "addresses are shown and logged, and ssh logs in with a key here",
                isAboutCredential: true
            )
        }
        guard isUser(user) else { throw refused("its user is not one") }
        return (String(user), text[text.index(after: at)...])
    }

    /// `user@host:path`, as `git clone` takes it.
    private static func shortForm(
        _ text: String
    ) throws(GitSourceError) -> (user: String?, host: String, path: String) {
        guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else {
            throw refused(
                "it is neither an address nor an absolute path",
                hint: "for example https://host/fleet.git, ssh://git@host/fleet.git, /srv/fleet.git"
            )
        }
        let (user, host) = try self.user(text[..<colon], .ssh)
        guard isHost(host) else { throw refused("its host is not one") }
        let path = String(text[text.index(after: colon)...])
        guard !path.isEmpty else { throw refused("it names no repository") }
        guard path.first != ":" else {
            throw refused("its scheme is none of https, http, ssh and file")
        }
        // `user:password@host:path`, which would be taken for a host named `user`.
        guard !path.contains("@") else {
            throw refused(
                "there may be a password in it",
                hint: "ssh logs in with a key here; a path with @ needs ssh://host/path"
            )
        }
        return (user, host.lowercased(), path)
    }

    // A leading dash could be taken for an option by a program that gets it.
    private static func isHost(_ text: Substring) -> Bool {
        !text.isEmpty && text.first != "-"
            && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ":") }
    }

    private static func isUser(_ text: Substring) -> Bool {
        !text.isEmpty && text.first != "-" && text.utf8.allSatisfy(isWord)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // The text itself is not repeated: it may have been meant to hold a password.
    private static func refused(
        _ reason: String,
        hint: String? = nil,
        isAboutCredential: Bool = false
    ) -> GitSourceError {
        GitSourceError(
            "read the repository's address: \(reason)",
            .configuration,
            hint: hint,
            isAboutCredential: isAboutCredential
        )
    }
}
