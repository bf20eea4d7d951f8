import Foundation
import TestSupport
import Testing
import YAML

@testable import Inspection

/// What stands in every repository and is no secret: none of it may be found.
@Suite struct NoPlaintextTests {
    private static let body = String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", count: 4)
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        \(body)
        -----END CERTIFICATE-----

        """
    private static let publicKey = certificate.replacing("CERTIFICATE", with: "PUBLIC KEY")

    private static func secret(_ field: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\n\(field)\n"
    }

    /// A path, what stands there, and why it is nothing.
    private static let files: [(path: String, text: String)] = [
        // Public halves.
        ("tls/ca.pem", certificate), ("tls/key.pub", publicKey),
        ("tls/pgp.asc", publicKey.replacing("PUBLIC KEY", with: "PGP PUBLIC KEY BLOCK")),
        ("id.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\(body) alice@example.org\n"),
        ("age.pub", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n"),
        (
            "fleet.pub",
            "fspub1fggbua6u3t4ai62rrnux3pbfds5tz5u7stmzvtggo5qa3jumjja2nwf5h73kijrofyt6hqwev3\n"
        ),
        (
            "kubeconfig",
            "certificate-authority-data: \(Data(certificate.utf8).base64EncodedString())\n"
        ),
        // Encrypted values.
        ("secrets/db.enc.yaml", secret("data:\n  password: ENC[AES256_GCM,data:p673w==,type:str]")),
        (
            "sealed.yaml",
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: AgBy3i4O\n"
        ),
        (
            "age.txt",
            "-----BEGIN AGE ENCRYPTED FILE-----\n\(body)\n-----END AGE ENCRYPTED FILE-----\n"
        ),
        ("pgp.asc", "-----BEGIN PGP MESSAGE-----\n\n\(body)\n-----END PGP MESSAGE-----\n"),
        // Manifests without a value.
        ("empty.yaml", secret("type: Opaque")), ("empty2.yaml", secret("data: {}")),
        ("empty3.yaml", secret("stringData:\n  password: \"\"")),
        ("template.yaml", secret("stringData:\n  password: {{ .Values.password }}")),
        ("template2.yaml", secret("stringData:\n  password: \"{{ .Values.password }}\"")),
        ("placeholder.yaml", secret("stringData:\n  password: <your password>")),
        ("variable.yaml", secret("stringData:\n  password: ${PASSWORD}")),
        (
            "placeholder2.yaml",
            "kind: !!str Secret\nstringData: &a {password: !!str \"\", token: \"{{ .token }}\"}\n"
        ),
        ("map.yaml", "kind: ConfigMap\ndata:\n  password: none\n"),
        ("external.yaml", "kind: ExternalSecret\nspec:\n  data:\n  - secretKey: password\n"),
        ("driver.yaml", "kind: SecretProviderClass\ndata:\n  a: b\n"),
        (
            "use.yaml",
            "kind: Pod\nspec:\n  volumes:\n  - projected: {sources: [{secret: {name: db}}]}\n"
        ),
        ("reference.yaml", "spec:\n  target: {kind: Secret, name: db}\ndata: {a: b}\n"),
        (
            "crd.json",
            "{\"properties\": {\"kind\": {\"type\": \"string\", \"enum\": [\"Secret\"]}}}\n"
        ),
        // Documentation and programs that name what keys begin with.
        (
            "README.md",
            "A key starts with `-----BEGIN PRIVATE KEY-----`, `AGE-SECRET-KEY-1` or `FSKEY-1-`.\n"
        ),
        ("README2.md", "    -----BEGIN PRIVATE KEY-----\n    …\n    -----END PRIVATE KEY-----\n"),
        ("docs.md", "```yaml\n" + secret("stringData:\n  password: hunter2") + "```\n"),
        (
            "scan.go",
            "var begin = \"-----BEGIN RSA PRIVATE KEY-----\"\nvar end = \"-----END RSA PRIVATE KEY-----\"\n"
        ),
        ("scan.py", "PATTERN = r'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'\n"),
        ("age.md", "AGE-SECRET-KEY-1QQQQQQQQ…\n"),
        ("fskey.md", "FSKEY-1-" + String(repeating: "A", count: 58) + "\n"),
        // Lock files, and other long texts of base64 and hexadecimal digits.
        (
            "package-lock.json",
            "{\"packages\": {\"a\": {\"integrity\": \"sha512-\(body)\(body)==\", \"resolved\": \"https://a/a.tgz\"}}}\n"
        ),
        ("go.sum", "example.org/a v1.0.0 h1:\(body)=\nexample.org/a v1.0.0/go.mod h1:\(body)=\n"),
        (
            "Cargo.lock",
            "[[package]]\nname = \"a\"\nchecksum = \"\(String(repeating: "0a", count: 32))\"\n"
        ),
        (
            "poetry.lock",
            "files = [{file = \"a.whl\", hash = \"sha256:\(String(repeating: "0a", count: 32))\"}]\n"
        ),
        ("logo.svg", "<image href=\"data:image/png;base64,\(body)\"/>\n"),
        // Environment files that are patterns for others.
        (".env.example", "PASSWORD=change-me\n"), ("app/.env.sample", "PASSWORD=change-me\n"),
        (".env.template", "PASSWORD=change-me\n"),
        (".env", "PASSWORD=\n# PASSWORD=hunter2\nA=${B}\n"),
        ("environment", "PASSWORD=hunter2\n"), ("envoy.conf", "A=b\n"),
        // No text.
        ("picture.png", "\u{0}-----BEGIN PRIVATE KEY-----\n\(body)\n"),
    ]

    @Test(arguments: files.indices)
    func `nothing is found in it`(index: Int) {
        let (path, text) = Self.files[index]
        let found = PlaintextScan().matches(path, Array(text.utf8)).map(\.finding)
        #expect(found == [], "\(path)")
    }

    @Test func `line ends do not change the mark of a file`() throws {
        let text = Self.secret("stringData:\n  password: hunter2")
        let marks = [text, text.replacing("\n", with: "\r\n"), text + "\r"].map {
            PlaintextScan().matches("db.yaml", Array($0.utf8)).map(\.allowance.mark)
        }
        #expect(marks[0].count == 1)
        #expect(marks[0] == marks[1])
        #expect(marks[0] != marks[2])
    }

    @Test func `one change makes it something`() {
        let key = Self.certificate.replacing("CERTIFICATE", with: "PRIVATE KEY")
        #expect(PlaintextScan().matches("tls/ca.pem", Array(key.utf8)).count == 1)
        let manifest = Self.secret("stringData:\n  password: hunter2")
        #expect(PlaintextScan().matches("docs.yaml", Array(manifest.utf8)).count == 1)
        #expect(PlaintextScan().matches(".env", Array("A=${B}\nPASSWORD=x1\n".utf8)).count == 1)
    }

    @Test func `in a file that is not UTF-8 the place is that of the byte`() throws {
        let head = Array("kind: Secret\ndata: {empty, \"".utf8)
        let wrong = [UInt8](repeating: 0xDB, count: 100)
        for mark in [[], [0xEF, 0xBB, 0xBF] as [UInt8]] {
            let before = mark + head + wrong + Array("\", ".utf8)
            let bytes = before + Array("password: hunter2}\n".utf8)
            let position = try #require(
                PlaintextScan().matches("db.yaml", bytes).first?.finding.position
            )
            #expect(position.offset == before.count)
            #expect(position.line == 2)
        }
    }

    @Test func `nothing is found in the project's own pages and examples`() throws {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { file, _ in
            file.deletingLastPathComponent()
        }
        var count = 0
        for folder in ["docs", "examples", "keys"] {
            let files = try #require(
                FileManager.default.enumerator(
                    at: root.appending(path: folder),
                    includingPropertiesForKeys: nil
                )
            )
            for case let file as URL in files where !file.hasDirectoryPath {
                let found = PlaintextScan().matches(file.path, Array(try Data(contentsOf: file)))
                #expect(found.map(\.finding) == [], "\(file.path)")
                count += 1
            }
        }
        #expect(count > 60)
    }
}
