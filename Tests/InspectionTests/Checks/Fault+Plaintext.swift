import Sealing
import TestSupport

@testable import Inspection

extension Fault {
    private static let secret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: db}
        stringData:
          password: hunter2

        """

    private static func plain(
        _ code: FindingCode,
        _ name: String,
        _ path: String,
        _ marker: String,
        _ text: @autoclosure @escaping @Sendable () -> String
    ) -> Fault {
        Fault(code, name, path, marker) { $0.put(path, text()) }
    }

    static let plaintext: [Fault] = manifests + privateKeys + others

    private static let manifests: [Fault] = [
        plain(.plaintextManifest, "stringData", "deploy/db.yaml", "password:", secret),
        plain(
            .plaintextManifest,
            "data",
            "deploy/db.yml",
            "password:",
            secret.replacing("stringData:", with: "data:").replacing(
                "hunter2",
                with: "aHVudGVyMg=="
            )
        ),
        plain(
            .plaintextManifest,
            "the second document",
            "deploy/db.yaml",
            "password:",
            "a: b\n---\n" + secret
        ),
        plain(
            .plaintextManifest,
            "JSON",
            "deploy/db.json",
            "hunter2",
            "{\"apiVersion\": \"v1\", \"kind\": \"Secret\",\n\"stringData\": {\"password\": \"hunter2\"}}\n"
        ),
        plain(
            .plaintextManifest,
            "an item of a list",
            "deploy/list.yaml",
            "password:",
            "kind: List\nitems:\n- kind: Secret\n  data:\n    password: aHVudGVyMg==\n"
        ),
        plain(
            .plaintextManifest,
            "a template that is no YAML",
            "chart/templates/db.yaml",
            "password:",
            "{{ if .Values.db }}\n" + secret + "{{ end }}\n"
        ),
        plain(
            .plaintextManifest,
            "behind a byte order mark",
            "deploy/db.yaml",
            "password:",
            "\u{FEFF}kind: Secret\nstringData:\n  password: hunter2\n"
        ),
        plain(
            .plaintextManifest,
            "a template behind a byte order mark",
            "deploy/db.yaml",
            "password:",
            "\u{FEFF}kind: Secret\n{{ if .a }}\nstringData:\n  password: hunter2\n{{ end }}\n"
        ),
        plain(
            .plaintextManifest,
            "an anchor",
            "deploy/db.yaml",
            "password:",
            "kind: Secret\ndata: &x {password: aHVudGVyMg==}\n"
        ),
        plain(
            .plaintextManifest,
            "a tag",
            "deploy/db.yaml",
            "password:",
            "kind: !!str Secret\nstringData:\n  password: !!str hunter2\n"
        ),
        plain(
            .plaintextManifest,
            "the kind in a line of its own",
            "deploy/db.yaml",
            "password:",
            "? kind\n: Secret\nstringData:\n  password: hunter2\n"
        ),
        plain(
            .plaintextManifest,
            "among the secrets",
            "secrets/payments/plain.yaml",
            "password:",
            secret
        ),
    ]

    /// As `base64` writes it: 76 characters a line.
    private static func wrapped(_ text: String) -> String {
        var lines = ""
        for (index, character) in text.enumerated() {
            if index > 0, index.isMultiple(of: 76) { lines += "\n" }
            lines.append(character)
        }
        return lines + "\n"
    }

    private static let privateKeys: [Fault] = [
        plain(
            .plaintextPrivateKey,
            "PKCS 8",
            "tls/server.key",
            "BEGIN",
            PlantedFleet.pem("PRIVATE KEY")
        ),
        plain(
            .plaintextPrivateKey,
            "behind its certificate",
            "tls/server.pem",
            "BEGIN RSA",
            PlantedFleet.pem("CERTIFICATE") + PlantedFleet.pem("RSA PRIVATE KEY")
        ),
        plain(
            .plaintextPrivateKey,
            "indented in YAML",
            "values.yaml",
            "BEGIN",
            "tls:\n  key: |\n" + PlantedFleet.pem("EC PRIVATE KEY", indent: "    ")
        ),
        plain(
            .plaintextPrivateKey,
            "in one line of JSON",
            "account.json",
            "BEGIN",
            "{\"private_key\": \""
                + PlantedFleet.pem("PRIVATE KEY").replacing("\n", with: "\\n") + "\"}\n"
        ),
        plain(
            .plaintextPrivateKey,
            "of OpenPGP",
            "team.asc",
            "BEGIN",
            PlantedFleet.pem("PGP PRIVATE KEY BLOCK")
        ),
        plain(
            .plaintextPrivateKey,
            "in base64",
            "kubeconfig",
            "client-key-data",
            "users:\n- user:\n    client-key-data: "
                + Base64.encode(Array(PlantedFleet.pem("RSA PRIVATE KEY").utf8)) + "\n"
        ),
        plain(
            .plaintextPrivateKey,
            "in base64 of many lines",
            "tls.b64",
            "LS0tLS1CRUdJTi",
            wrapped(Base64.encode(Array(PlantedFleet.pem("RSA PRIVATE KEY").utf8)))
        ),
        Fault(.plaintextPrivateKey, "in a document's comment", PlantedFleet.database, "BEGIN") {
            let comment = PlantedFleet.pem("PRIVATE KEY", indent: "# ")
            $0.put(PlantedFleet.database, comment + (try $0.text(PlantedFleet.database)))
        },
        plain(
            .plaintextAgeKey,
            "an identity",
            "age.txt",
            "AGE-SECRET-KEY-1",
            "# public key: age1…\nAGE-SECRET-KEY-1"
                + String(repeating: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", count: 2).prefix(58) + "\n"
        ),
        Fault(.plaintextFleetsealKey, "an identity", "carol.key", "FSKEY-1-") {
            let text = IdentityFile.plain($0.carol.key)
            $0.files["carol.key"] = unsafe text.bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        },
    ]

    private static let others: [Fault] = [
        plain(.plaintextEnvFile, ".env", "app/.env", "PASSWORD=", "# local\nPASSWORD=hunter2\n"),
        plain(
            .plaintextEnvFile,
            "of an environment",
            ".env.production",
            "PASSWORD=",
            "A=\nexport PASSWORD=\"hunter2\"\n"
        ),
        plain(
            .plaintextEnvFile,
            "blanks around =",
            ".env",
            "PASSWORD",
            "A =\nPASSWORD = hunter2\n"
        ),
        plain(.plaintextEnvFile, "in capitals", "app/.ENV", "PASSWORD", "PASSWORD=hunter2\n"),
        plain(
            .plaintextEnvFile,
            "behind a byte order mark",
            ".env",
            "PASSWORD",
            "\u{FEFF}PASSWORD=hunter2\n"
        ),
        plain(.plaintextEnvFile, "NAME.env", "db.env", "PASSWORD=", "PASSWORD=hunter2\n"),
        plain(
            .allowanceLeftOver,
            "a file that is gone",
            ".fleetseal-allow",
            "tls/old.key",
            "# Test keys.\nabcdefghijklmnopqrstuvwxyz tls/old.key\n"
        ),
        plain(
            .allowanceInvalid,
            "a path alone",
            ".fleetseal-allow",
            "tls/",
            "tls/server.key\n"
        ),
    ]
}
