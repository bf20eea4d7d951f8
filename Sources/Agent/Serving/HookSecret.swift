internal import CommandLine
internal import Files
internal import Sealing
internal import Telemetry

/// What a Git server and the agent share, so that nobody else can make the agent look.
final class HookSecret: Sendable {
    private let secret: SecretBytes

    /// Reads a file; a line end after the secret is not part of it.
    init(_ path: String) throws {
        let text = try Self.read(path)
        var count = text.count
        while count > 0, [0x0A, 0x0D].contains(text.bytes.byte(count - 1)) { count -= 1 }
        guard count >= 16 else {
            throw StartFailure(
                "read the hook's secret \(PathText.escaped(path)): it has fewer than 16 bytes",
                hint: "openssl rand -hex 32 makes one; give the same to the Git server"
            )
        }
        secret = SecretBytes(capacity: count) { output in
            output.append(contentsOf: text.bytes.extracting(0..<count))
        }
    }

    // Closures cannot give what cannot be copied.
    private static func read(_ path: String) throws -> SecretBytes {
        do throws(FileError) {
            return try SecretFile.read(path, limit: 4_096)
        } catch {
            throw StartFailure(
                "--hook-secret",
                error,
                usage: "--hook-secret FILE names the file with what the Git server has, too"
            )
        }
    }

    /// Whether a call is from somebody who has the secret.
    ///
    /// GitHub, Gitea and Forgejo send an HMAC of the body, GitLab the secret itself.
    func authenticates(_ request: HTTPRequest) -> Bool {
        for header in ["x-hub-signature-256", "x-signature-256"] {
            guard let text = request[header: header] else { continue }
            let prefix = "sha256="
            guard text.hasPrefix(prefix) else { return false }
            return Self.isCode(text.dropFirst(prefix.utf8.count), of: request.body, under: secret)
        }
        if let text = request[header: "x-gitea-signature"] {
            return Self.isCode(text[...], of: request.body, under: secret)
        }
        guard let token = request[header: "x-gitlab-token"] else { return false }
        return Self.isSame(token, as: secret)
    }

    // The secret comes as a parameter because bytes lent by a class cannot be passed on.
    private static func isSame(_ text: String, as secret: borrowing SecretBytes) -> Bool {
        MessageCode.isSame(text, as: secret.bytes)
    }

    private static func isCode(
        _ text: Substring,
        of body: [UInt8],
        under secret: borrowing SecretBytes
    ) -> Bool {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return false }
        var code: [UInt8] = []
        for offset in stride(from: 0, to: 64, by: 2) {
            guard let high = digit(digits[offset]), let low = digit(digits[offset + 1])
            else { return false }
            code.append(high << 4 | low)
        }
        return MessageCode.isCode(code, of: body, under: secret.bytes)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        case 0x41...0x46: byte - 0x41 + 10
        default: nil
        }
    }
}
