@testable import Kubernetes
import Payloads
import Transport

/// Reads `bytes` as a kubeconfig file and takes each of its contexts; and as a
/// time.
func fuzzOne(_ bytes: [UInt8]) {
    var writer = PayloadWriter(capacity: bytes.count)
    for byte in bytes { writer.append(byte) }
    let payload = writer.take()
    if let seconds = Timestamp.seconds(of: payload.text) {
        precondition(Timestamp.seconds(of: Timestamp.text(seconds)) == seconds, "times come back")
    }
    var config = Kubeconfig()
    do throws(ConfigurationError) {
        // In a folder that is not there: no file that it names is read.
        try config.add(payload, "/no/such/folder/config")
    } catch {
        precondition(!error.description.isEmpty)
        return
    }
    for context in config.contexts.keys {
        guard let configuration = try? config.configuration(context: context) else { continue }
        precondition(
            configuration.server.hasPrefix("https://") || !configuration.warnings.isEmpty,
            "what is not encrypted is warned of"
        )
        precondition(
            !configuration.security.acceptsAnyServer || !configuration.warnings.isEmpty,
            "what is not verified is warned of"
        )
    }
}
