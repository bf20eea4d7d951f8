import Foundation

/// A throw-away certificate authority, and the certificates that it signs.
package final class CertificateAuthority: Sendable {
    /// A certificate with its key, as files.
    package struct Certificate: Sendable {
        package let certificate: String
        package let key: String
    }

    /// The file with its own certificate.
    package var certificate: String { "\(folder)/\(name).crt" }

    private let folder: String
    private let name: String

    /// Makes one in a folder that exists.
    package init(_ name: String, in folder: String) async throws {
        self.folder = folder
        self.name = name
        try await openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-noenc", "-days", "60", "-subj", "/CN=\(name)", "-keyout", "\(name).key",
                "-out", "\(name).crt", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            ]
        )
    }

    /// A certificate for a server with these names and addresses.
    package func server(_ file: String, hosts: [String] = ["localhost", "127.0.0.1"]) async throws
        -> Certificate
    {
        let names = hosts.map {
            ($0.allSatisfy { "0123456789.:".contains($0) } ? "IP:" : "DNS:") + $0
        }
        return try await issue(
            file,
            subject: "/CN=\(file)",
            extensions: """
                subjectAltName=\(names.joined(separator: ","))
                extendedKeyUsage=serverAuth
                """
        )
    }

    /// A certificate for a client: in Kubernetes the name is the user, the organisations its groups.
    package func client(_ file: String, name: String, organisations: [String] = []) async throws
        -> Certificate
    {
        // A slash or plus would start another part of the subject.
        let parts = organisations.map { "/O=\(Self.escaped($0))" } + ["/CN=\(Self.escaped(name))"]
        return try await issue(
            file,
            subject: parts.joined(),
            extensions: "extendedKeyUsage=clientAuth"
        )
    }

    private static func escaped(_ text: String) -> String {
        text.map { "/+\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private func issue(_ file: String, subject: String, extensions: String) async throws
        -> Certificate
    {
        try await openssl(
            [
                "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-noenc", "-subj", subject, "-keyout", "\(file).key", "-out", "\(file).csr",
            ]
        )
        try Data(extensions.utf8).write(to: URL(filePath: "\(folder)/\(file).ext"))
        try await openssl(
            [
                "x509", "-req", "-days", "60", "-in", "\(file).csr", "-out", "\(file).crt",
                "-CA", "\(name).crt", "-CAkey", "\(name).key", "-set_serial",
                String(UInt32.random(in: 1...UInt32.max)), "-extfile", "\(file).ext",
            ]
        )
        return Certificate(certificate: "\(folder)/\(file).crt", key: "\(folder)/\(file).key")
    }

    private func openssl(_ arguments: [String]) async throws {
        try await Command.checked("openssl", arguments, folder: folder)
    }
}
