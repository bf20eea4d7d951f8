internal import Git
internal import Sealing

extension RemoteAccess {
    /// How to reach a configured repository; an error if that cannot work.
    init(_ configuration: GitConfiguration) throws(GitSourceError) {
        let address = configuration.address
        let channel: Channel
        switch address.scheme {
        case .file:
            guard case .none = configuration.credential else {
                throw Self.refused("a folder takes no credential")
            }
            channel = .folder
        case .http, .https:
            channel = .web(
                Web(
                    authorities: configuration.authorities,
                    header: try Self.header(configuration),
                    proxy: try Self.proxy(configuration)
                )
            )
        case .ssh:
            channel = .shell(try Self.shell(configuration))
        }
        self.init(
            url: address.scheme == .file ? Self.folder(address) : address.description,
            host: address.host,
            port: "\(address.port)",
            channel: channel
        )
    }

    private static func folder(_ address: GitAddress) -> String {
        address.description.hasPrefix("/") ? address.path : "file://\(address.path)"
    }

    private static func header(
        _ configuration: GitConfiguration
    ) throws(GitSourceError) -> RemoteSecret? {
        if case .none = configuration.credential { return nil }
        guard configuration.address.scheme == .https else {
            throw refused(
                "a credential over http could be read by anybody on the way",
                hint: "use https"
            )
        }
        try checkHost(configuration)
        switch configuration.credential {
        case .none: return nil
        case .basic(let user, let password):
            guard !user.isEmpty, user.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x3a && $0 != 0x7f })
            else {
                throw refused("the user's name is empty, or has a colon or a control character")
            }
            return password.basicHeader(user)
        case .bearer(let token):
            guard let header = token.bearerHeader else {
                throw refused("the token is empty, or has a character that no token has")
            }
            return header
        case .sshKey:
            throw refused("a key is for ssh: https takes a user and a password, or a token")
        }
    }

    private static func shell(_ configuration: GitConfiguration) throws(GitSourceError) -> Shell {
        guard case .sshKey(let key, let passphrase) = configuration.credential else {
            throw refused("ssh takes a private key")
        }
        guard configuration.proxy == nil else { throw refused("the proxy is for https alone") }
        try checkHost(configuration)
        let address = configuration.address
        let known = try KnownHosts(configuration.knownHosts)
            .answer(host: address.host, port: address.port)
        if known.keys.isEmpty, known.hasAuthority {
            throw refused(
                "the known hosts have a certificate authority for \(address.host), and no key",
                hint: "certificates of hosts are not supported: add the keys of the server itself"
            )
        }
        if known.keys.isEmpty, !known.others.isEmpty {
            throw refused(
                "the known hosts have keys of other kinds only: \(known.others.joined(separator: ", "))",
                hint: "supported are ssh-ed25519, ecdsa-sha2-nistp256, -384 and -521, and ssh-rsa"
            )
        }
        // `/~user/…` is below the home of that user, as Git has it.
        let isHome = address.path.hasPrefix("/~")
        return Shell(
            user: address.user ?? "git",
            path: isHome ? String(address.path.dropFirst()) : address.path,
            key: key,
            passphrase: passphrase,
            hostKeys: known.keys
        )
    }

    private static func checkHost(_ configuration: GitConfiguration) throws(GitSourceError) {
        guard let hosts = configuration.credentialHosts else { return }
        let host = configuration.address.host
        guard hosts.contains(where: { $0.lowercased().utf8.elementsEqual(host.utf8) }) else {
            throw refused(
                "the credential may not be sent to \(host)",
                hint: hosts.isEmpty
                    ? "no host is allowed for it"
                    : "it is for \(hosts.joined(separator: ", "))"
            )
        }
    }

    private static func proxy(_ configuration: GitConfiguration) throws(GitSourceError) -> Proxy? {
        guard let text = configuration.proxy else { return nil }
        guard configuration.address.scheme == .https else {
            throw refused("the proxy is for https alone")
        }
        // The path that an address of a repository has to have.
        let slash = text.hasSuffix("/") ? "" : "/"
        guard let address = try? GitAddress("\(text)\(slash)-"), address.scheme == .http,
            address.path == "/-"
        else {
            throw refused("the proxy's address is not http://host:port, without a user")
        }
        return Proxy(host: address.host, port: "\(address.port)")
    }

    private static func refused(_ reason: String, hint: String? = nil) -> GitSourceError {
        GitSourceError("set up the Git source: \(reason)", .configuration, hint: hint)
    }
}

extension RemoteSecret {
    fileprivate func basicHeader(_ user: String) -> RemoteSecret {
        let name = Array("\(user):".utf8)
        let size = name.count + count
        let pair = SecretBytes(capacity: size) { output in
            for byte in name { output.append(byte) }
            withBytes { output.append(contentsOf: $0) }
        }
        let title = "Authorization: Basic "
        return RemoteSecret(capacity: title.utf8.count + (size + 2) / 3 * 4) { output in
            output.append(text: title)
            Base64.encode(secret: pair.bytes, to: &output)
        }
    }

    /// Nothing if a line of HTTP cannot hold it.
    fileprivate var bearerHeader: RemoteSecret? {
        let isToken = withBytes { bytes in
            unsafe bytes.withUnsafeBytes {
                unsafe !$0.isEmpty && $0.allSatisfy { $0 > 0x20 && $0 < 0x7f }
            }
        }
        guard isToken else { return nil }
        let title = "Authorization: Bearer "
        return RemoteSecret(capacity: title.utf8.count + count) { output in
            output.append(text: title)
            withBytes { output.append(contentsOf: $0) }
        }
    }
}
