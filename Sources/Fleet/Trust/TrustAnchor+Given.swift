internal import Files
internal import Sealing

extension TrustAnchor {
    /// What `--trust` gives: fingerprints of operators, files of them, or the file of a pin.
    package init(given texts: [String]) throws {
        var fingerprints: [Fingerprint] = []
        for text in texts {
            if let fingerprint = try? Fingerprint(text: text) {
                fingerprints.append(fingerprint)
                continue
            }
            let content = String(decoding: try Self.file(text), as: UTF8.self)
            guard !content.hasPrefix("fleetseal-trust-1\n") else {
                guard texts.count == 1 else {
                    throw FleetError("read --trust: a pin's file takes no other --trust")
                }
                self = .pin(try Pin(parsing: content, path: text))
                return
            }
            fingerprints += try Self.fingerprints(content, in: text)
        }
        self = .fingerprints(fingerprints)
    }

    private static func file(_ path: String) throws -> [UInt8] {
        do throws(FileError) {
            return try UserFile.read(path, limit: 1 << 20)
        } catch {
            guard error.reason == .notFound else { throw error }
            throw FleetError(
                "read --trust \(PathText.escaped(path)): neither a fingerprint nor a file",
                hint:
                    "fingerprints have 13 groups of 4 characters: fleetseal operator list shows them"
            )
        }
    }

    private static func fingerprints(_ content: String, in path: String) throws -> [Fingerprint] {
        let lines = content.split(separator: "\n").filter { !$0.hasPrefix("#") }
        guard !lines.isEmpty else {
            throw FleetError(
                "read --trust \(PathText.escaped(path)): it names no operator to trust",
                hint: "fleetseal trust show --export > FILE writes one"
            )
        }
        return try lines.map { line in
            guard let fingerprint = try? Fingerprint(text: String(line)) else {
                throw FleetError(
                    "read --trust \(PathText.escaped(path)): neither a fingerprint, nor a file of them, nor a pin",
                    hint:
                        "fingerprints have 13 groups of 4 characters: fleetseal operator list shows them"
                )
            }
            return fingerprint
        }
    }
}
