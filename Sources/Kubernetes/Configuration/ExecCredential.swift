internal import JSON
internal import Payloads

/// What an exec plugin printed.
struct ExecCredential: Sendable {
    /// The value of `Authorization`.
    let authorization: Payload?
    /// A client certificate and its key, as PEM.
    let certificate: (certificate: Payload, key: Payload)?
    /// When it ends, in seconds since 1970; without it, it is used until it is refused.
    let expiration: Int?

    /// Runs the plugin; blocks.
    static func get(_ plugin: ExecPlugin) throws(ConfigurationError) -> ExecCredential {
        let output: Payload
        do throws(ConfigurationError) {
            output = try PluginProcess.output(
                of: plugin.command,
                plugin.arguments,
                variables: plugin.variables + ["KUBERNETES_EXEC_INFO=" + plugin.information]
            )
        } catch {
            throw ConfigurationError(error.description, hint: plugin.installHint)
        }
        return try ExecCredential(output, of: plugin)
    }

    /// Reads what the plugin printed.
    init(_ output: Payload, of plugin: ExecPlugin) throws(ConfigurationError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(output.bytes)
        } catch {
            throw ConfigurationError("run \(plugin.command): its output: \(error)")
        }
        let root = document.root
        guard root["kind"]?.equals("ExecCredential") == true else {
            throw ConfigurationError("run \(plugin.command): its output is not an ExecCredential")
        }
        guard root["apiVersion"]?.equals(plugin.apiVersion) == true else {
            throw ConfigurationError(
                "run \(plugin.command): its output is not of apiVersion \(plugin.apiVersion)"
            )
        }
        let status = root["status"]
        if let token = status?["token"], token.utf8.byteCount > 0 {
            authorization = Self.bearer(token.utf8)
        } else {
            authorization = nil
        }
        if let certificate = status?["clientCertificateData"], let key = status?["clientKeyData"] {
            self.certificate = (Payload(copying: certificate.utf8), Payload(copying: key.utf8))
        } else {
            certificate = nil
        }
        guard authorization != nil || certificate != nil else {
            throw ConfigurationError(
                "run \(plugin.command): its output has neither a token nor a certificate"
            )
        }
        let text = status?["expirationTimestamp"]?.string
        expiration = text.flatMap(Timestamp.seconds)
        guard text == nil || expiration != nil else {
            throw ConfigurationError("run \(plugin.command): its expirationTimestamp is not a time")
        }
    }

    /// The value of a header that shows a token.
    static func bearer(_ token: RawSpan) -> Payload {
        var value = PayloadWriter(capacity: token.byteCount + 8)
        value.append("Bearer ")
        // What files and programs leave around a token.
        var start = 0
        var end = token.byteCount
        while start < end, token[start] <= 0x20 { start += 1 }
        while end > start, token[end - 1] <= 0x20 { end -= 1 }
        value.append(token.extracting(start..<end))
        return value.take()
    }
}
