import Foundation
import Testing

@testable import Commands

@Suite struct ManifestTests {
    private static let deploy = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../deploy").standardizedFileURL
    private static let all =
        Manifest.agent + Manifest.roles + Manifest.restart + [.namespacedPaymentsRole]

    @Test(arguments: all.map(\.path))
    func `the program carries a manifest as it is in deploy`(path: String) throws {
        let file = try String(contentsOf: Self.deploy.appending(path: path), encoding: .utf8)
        let manifest = try #require(Self.all.first { $0.path == path })
        #expect(manifest.text + "\n" == file, "scripts/manifests.sh writes it anew")
    }

    @Test func `the program carries all manifests but the Deployment that kustomize patches`()
        throws
    {
        let folders = ["crds", "base", "cluster-wide", "namespaced/payments", "roles", "restart"]
        let files = try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                atPath: Self.deploy.appending(path: folder).path
            ).map { "\(folder)/\($0)" }
        }.filter { $0.hasSuffix(".yaml") && !$0.hasSuffix("/kustomization.yaml") }
        #expect(files.count > 10)
        #expect(files.sorted() == Self.all.map(\.path).sorted())
    }

    @Test func `what the manifests leave open is filled in`() throws {
        let configuration = try Manifest.baseConfiguration.configured(
            cluster: "us-east-1",
            trust: "a\nb c\n"
        ).text
        #expect(configuration.contains("\n  cluster: \"us-east-1\"\n"))
        #expect(configuration.hasSuffix("\n  trust: |\n    a\n    b c"))
        let deployment = try Manifest.baseDeployment.deployed(
            image: "registry.example.org/agent:1",
            createsKey: true
        ).text
        #expect(deployment.contains("\n          image: \"registry.example.org/agent:1\"\n"))
        #expect(
            deployment.contains("\n            - --target=kubernetes\n            - --create-key\n")
        )
        let plain = try Manifest.baseDeployment.deployed(image: nil, createsKey: false)
        #expect(plain == .baseDeployment)
        #expect(throws: (any Error).self) {
            try Manifest.baseNamespace.configured(cluster: "a", trust: "b")
        }
    }
}

@Suite struct TimeSpanTests {
    @Test(arguments: [
        ("2h", 7_200), ("30m", 1_800), ("90s", 90), ("1h30m", 5_400), ("1h0m1s", 3_601),
        ("24h", 86_400),
    ])
    func `a time is read`(text: String, seconds: Int) {
        #expect(TimeSpan.seconds(of: text) == seconds)
    }

    @Test(arguments: [
        "", "1", "h", "1d", "1h1h", "1m1h", "-1h", "1.5h", "1 h", "0s", "9999999h", "1h1", "٣h",
    ])
    func `anything else is none`(text: String) {
        #expect(TimeSpan.seconds(of: text) == nil)
    }
}
