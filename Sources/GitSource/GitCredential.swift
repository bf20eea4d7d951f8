package import Git

/// Who the source is to a server.
package enum GitCredential: Sendable {
    case none
    /// For https: sent with every request, over TLS alone.
    case basic(user: String, password: RemoteSecret)
    /// For https: a token in `Authorization: Bearer`.
    case bearer(RemoteSecret)
    /// For ssh: a private key as OpenSSH or PEM text.
    case sshKey(RemoteSecret, passphrase: RemoteSecret?)
}
