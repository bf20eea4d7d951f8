package import Payloads

/// How a server is recognised, and how it recognises us.
package struct Security: Sendable {
    /// The authorities whose certificates are accepted, as PEM; the system's if there are none.
    package var authorities: Payload?
    /// Our certificate, and those between it and an authority, as PEM.
    package var certificate: Payload?
    /// The private key of our certificate, as PEM.
    package var key: Payload?
    /// The name that the server's certificate must have, if not the one in the address.
    package var serverName: String?
    /// Accepts any certificate: whoever is on the way can read and change everything.
    package var acceptsAnyServer = false

    package init() {}
}
