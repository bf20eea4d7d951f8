/// How to reach a repository elsewhere, and as whom.
package struct RemoteAccess: Sendable {
    /// A web proxy, which https passes through unread.
    package struct Proxy: Sendable {
        package let host: String
        package let port: String

        package init(host: String, port: String) {
            self.host = host
            self.port = port
        }
    }

    /// What both https and http take; http neither authorities nor a header.
    package struct Web: Sendable {
        /// Certificates of the only authorities to trust, as PEM; the system's if there are none.
        package let authorities: [UInt8]?
        /// One line of HTTP with the credential.
        package let header: RemoteSecret?
        package let proxy: Proxy?

        package init(authorities: [UInt8]?, header: RemoteSecret?, proxy: Proxy?) {
            self.authorities = authorities
            self.header = header
            self.proxy = proxy
        }
    }

    /// What ssh takes.
    package struct Shell: Sendable {
        package let user: String
        /// The repository's path on the server.
        package let path: String
        package let key: RemoteSecret
        package let passphrase: RemoteSecret?
        /// The keys that the server may show, those most wanted first.
        package let hostKeys: [HostKey]

        package init(
            user: String,
            path: String,
            key: RemoteSecret,
            passphrase: RemoteSecret?,
            hostKeys: [HostKey]
        ) {
            self.user = user
            self.path = path
            self.key = key
            self.passphrase = passphrase
            self.hostKeys = hostKeys
        }
    }

    package enum Channel: Sendable {
        /// A folder of this computer.
        case folder
        case web(Web)
        case shell(Shell)
    }

    /// As libgit2 takes it, without any credential in it.
    package let url: String
    package let host: String
    package let port: String
    package let channel: Channel

    package init(url: String, host: String, port: String, channel: Channel) {
        self.url = url
        self.host = host
        self.port = port
        self.channel = channel
    }
}
