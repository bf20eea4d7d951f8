import CommandLine
import Foundation
import Telemetry
import Testing

@testable import Agent

@Suite struct HookSecretTests {
    private func secret(_ text: String) throws -> HookSecret {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try HookSecret(path)
    }

    @Test func `a file that is not there is told with its setting`() throws {
        do {
            _ = try HookSecret("/nowhere/secret")
            Issue.record("taken")
        } catch let error as StartFailure {
            #expect(error.message == "--hook-secret: read file /nowhere/secret: not found")
            #expect(error.hint?.contains("--hook-secret FILE") ?? false)
        }
    }

    // GitHub's own example for X-Hub-Signature-256.
    private static let body = Array("Hello, World!".utf8)
    private static let code = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    @Test(arguments: [
        (["x-hub-signature-256": "sha256=\(code)"], true),
        (["x-signature-256": "sha256=\(code.uppercased())"], true),
        (["x-gitea-signature": code], true),
        (["x-gitlab-token": "It's a Secret to Everybody"], true),
        (["x-hub-signature-256": code], false),
        (["x-hub-signature-256": "sha256=\(code.dropLast())"], false),
        (["x-hub-signature-256": "sha256=\(code.dropLast())8"], false),
        (["x-hub-signature-256": "sha256=" + String(repeating: "g", count: 64)], false),
        (["x-gitlab-token": "It's a Secret to Everybod"], false),
        (["x-gitlab-token": "It's a Secret to everybody"], false),
        // A signature that is wrong is not made good by something else.
        (["x-hub-signature-256": "", "x-gitlab-token": "It's a Secret to Everybody"], false),
        ([:], false),
    ])
    func `only who has the secret is believed`(headers: [String: String], isAuthentic: Bool) throws
    {
        let secret = try secret("It's a Secret to Everybody\n")
        let request = HTTPRequest(
            method: "POST",
            path: "/hooks/git",
            body: Self.body,
            headers: headers
        )
        #expect(secret.authenticates(request) == isAuthentic)
    }

    @Test func `another body needs another signature`() throws {
        let secret = try secret("It's a Secret to Everybody")
        let request = HTTPRequest(
            method: "POST",
            path: "/hooks/git",
            body: Self.body + [0x21],
            headers: ["x-hub-signature-256": "sha256=\(Self.code)"]
        )
        #expect(!secret.authenticates(request))
    }

    @Test func `a secret that can be guessed is refused`() {
        #expect(throws: (any Error).self) { try secret("fifteen bytes..\n") }
    }
}
