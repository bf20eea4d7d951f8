internal import Files
internal import Git
internal import Sealing

/// Which keys ssh servers have, in the lines of OpenSSH's `known_hosts`.
///
/// Plain, hashed and negated names and wildcards are understood, and `@revoked`. Certificates of hosts
/// are not: a line with `@cert-authority` that fits is an error.
struct KnownHosts {
    /// What the lines say of one host.
    struct Answer: Equatable {
        /// Those that libssh2 can check, the better ones first.
        var keys: [HostKey] = []
        /// Algorithms that it cannot check.
        var others: [String] = []
        var hasAuthority = false
    }

    private struct Line {
        let marker: Substring?
        let hosts: Substring
        let key: HostKey
    }

    private let lines: [Line]

    init(_ text: String) throws(GitSourceError) {
        var lines: [Line] = []
        for (index, text) in text.split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        ).enumerated() {
            var words = text.split { $0 == " " || $0 == "\t" }
            guard let first = words.first, first.first != "#" else { continue }
            var marker: Substring?
            if first.first == "@" { marker = words.removeFirst() }
            guard words.count >= 3, let bytes = Base64.decode(String(words[2])),
                let key = HostKey(bytes), key.algorithm == String(words[1]),
                marker == nil || marker == "@revoked" || marker == "@cert-authority"
            else {
                throw GitSourceError(
                    "read known hosts: line \(index + 1) is not one of known_hosts",
                    .configuration,
                    hint: "such lines are printed by ssh-keyscan HOST, or ssh-keyscan -p PORT HOST"
                )
            }
            lines.append(Line(marker: marker, hosts: words[0], key: key))
        }
        self.lines = lines
    }

    /// The keys that a server may show.
    func answer(host: String, port: Int) -> Answer {
        let name = port == 22 ? host : "[\(host)]:\(port)"
        let fitting = lines.filter { Self.fits(name, $0.hosts) }
        let revoked = fitting.filter { $0.marker == "@revoked" }.map(\.key)
        var answer = Answer()
        answer.hasAuthority = fitting.contains { $0.marker == "@cert-authority" }
        for line in fitting where line.marker == nil && !revoked.contains(line.key) {
            if Self.algorithms.contains(line.key.algorithm) {
                answer.keys.append(line.key)
            } else {
                answer.others.append(line.key.algorithm)
            }
        }
        answer.keys.sort { Self.rank($0) < Self.rank($1) }
        return answer
    }

    private static let algorithms = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "ssh-rsa",
    ]

    private static func rank(_ key: HostKey) -> Int {
        algorithms.firstIndex(of: key.algorithm) ?? algorithms.count
    }

    private static func fits(_ name: String, _ hosts: Substring) -> Bool {
        if hosts.hasPrefix("|1|") {
            let parts = hosts.dropFirst(3).split(separator: "|")
            guard parts.count == 2, let salt = Base64.decode(String(parts[0])),
                let hash = Base64.decode(String(parts[1]))
            else { return false }
            return HostKey.hash(name, salt: salt) == hash
        }
        var fits = false
        for pattern in hosts.split(separator: ",") {
            if pattern.first == "!" {
                if matches(Array(name.utf8)[...], Array(pattern.dropFirst().lowercased().utf8)[...])
                {
                    return false
                }
            } else if matches(Array(name.utf8)[...], Array(pattern.lowercased().utf8)[...]) {
                fits = true
            }
        }
        return fits
    }

    /// `*` is any number of characters, `?` is one; every step looks back to the last `*` only.
    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (at, of) = (name.startIndex, pattern.startIndex)
        var retry: (at: Int, of: Int)?
        while at < name.endIndex {
            if of < pattern.endIndex, pattern[of] == UInt8(ascii: "*") {
                retry = (at, of)
                of += 1
            } else if of < pattern.endIndex,
                pattern[of] == UInt8(ascii: "?") || pattern[of] == name[at]
            {
                (at, of) = (at + 1, of + 1)
            } else if let last = retry {
                retry = (last.at + 1, last.of)
                (at, of) = (last.at + 1, last.of + 1)
            } else {
                return false
            }
        }
        return pattern[of...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
