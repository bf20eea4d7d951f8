internal import Fleet
internal import Sealing
internal import YAML

/// Looks through one file for what must not be in a repository in plain text.
package struct PlaintextScan: Sendable {
    /// Longer files are not looked into.
    package static let limit = 4 << 20

    /// Something found, with what an allowance for it has to say.
    package struct Match: Sendable {
        package let finding: Finding
        package let allowance: Allowance
    }

    package init() {}

    /// Everything of the kind in a file.
    package func matches(_ path: String, _ bytes: [UInt8]) -> [Match] {
        let file = FileText(path, bytes)
        guard !file.isBinary else { return [] }
        var places = PrivateKeyScan(file: file).matches().map { ($0.code, $0.offset) }
        places += ManifestScan(file: file).offsets().map { (.plaintextManifest, $0) }
        if let offset = EnvironmentFileScan(file: file).offset() {
            places.append((.plaintextEnvFile, offset))
        }
        guard !places.isEmpty else { return [] }
        let allowance = Allowance(path: path, content: bytes)
        return places.map { code, offset in
            let finding = Finding(
                code,
                path,
                file.position(offset),
                Self.message(code),
                hint:
                    "take it out, and change it at its source, since Git's history keeps it; if it is no secret, put this line into \(Allowances.path): \(allowance.text)"
            )
            return Match(finding: finding, allowance: allowance)
        }
    }

    private static func message(_ code: FindingCode) -> String {
        switch code {
        case .plaintextManifest: "a Secret of Kubernetes with values that everybody can read"
        case .plaintextAgeKey: "a private key of age"
        case .plaintextFleetsealKey: "a private key of fleetseal"
        case .plaintextEnvFile: "environment variables with values that everybody can read"
        default: "a private key"
        }
    }
}
