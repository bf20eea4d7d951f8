import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Payloads
import Testing
import Waiting

/// The repository that a GitSource in the cluster names.
@Suite struct GitSourceTests {
    static let gitSources = Resource(
        group: "fleetseal.dev",
        version: "v1alpha1",
        kind: "GitSource",
        plural: "gitsources",
        isNamespaced: false
    )

    /// A fleet's repository behind a Git server, and an agent that is told by a GitSource to follow it.
    private struct Setting {
        let site: Site
        let upstream: GitRepository
        let server: GitWebServer
        /// Where documents go; the GitSource has the same name.
        let namespace: String
        /// The agent's own.
        let own: String
        let state: TemporaryFolder

        func aim(_ change: (inout [String: JSONValue]) -> Void = { _ in }) async throws {
            var spec: [String: JSONValue] = [
                "url": .string("\(server.url)/fleet.git"), "interval": "1s",
                "secretRef": ["name": "git", "hosts": ["localhost"]],
                "certificateAuthorities": .string(
                    try String(contentsOfFile: server.certificateAuthority, encoding: .utf8)
                ),
            ]
            change(&spec)
            _ = try await site.client.apply(
                GitSourceTests.gitSources,
                namespace,
                JSONWriter.payload([
                    "apiVersion": "fleetseal.dev/v1alpha1", "kind": "GitSource",
                    "metadata": ["name": .string(namespace)],
                    "spec": .object(spec.map { .init($0.key, $0.value) }),
                ]),
                manager: "test",
                isForced: true
            )
        }

        func password(_ text: String) async throws {
            try await site.edit("git", in: own, ["stringData": ["password": .string(text)]])
        }

        /// Puts a document with a value into the repository.
        func commit(_ value: String, in other: String? = nil) async throws -> String {
            let namespace = other ?? namespace
            let text = try await site.fleet.seal("db", in: namespace, ["k": value])
            return try await upstream.commit(["secrets/\(namespace)/db.yaml": text])
        }

        func arguments() -> [String] {
            [
                "--source", "git", "--git-source", namespace, "--state", state.path,
                "--key-namespace", own,
            ]
        }

        func value(in other: String? = nil) async throws -> String? {
            try await site.secret("db", in: other ?? namespace)?.values["k"]
        }

        func status() async throws -> JSONNode? {
            try await site.client.get(GitSourceTests.gitSources, namespace).status
        }

        func condition(_ kind: String = "Ready") async throws -> SeenCondition? {
            try await status()?["conditions"]?.items.map(SeenCondition.init)
                .first { $0.kind == kind }
        }
    }

    @Test func `pushes what the agent publishes to the repository that is named`() async throws {
        try await with { setting in
            _ = try await setting.commit("1")
            let reference = "refs/fleetseal/clusters/here"
            func pushed() async throws -> String? {
                let result = try await Command.run(
                    "git",
                    ["--git-dir", setting.upstream.path, "show", "\(reference):publication"]
                )
                return result.status == 0 ? result.output : nil
            }
            // Nobody names a repository yet.
            let arguments = setting.arguments() + ["--publish-ref"]
            try await TestAgent.with(
                setting.site,
                [],
                hasKeyFile: false,
                source: arguments
            ) { agent in
                let client = setting.site.client
                try await until("it publishes") {
                    let map = try? await client.get(
                        .configMaps,
                        "fleetseal-publication",
                        in: setting.own
                    )
                    return map?.node[path: "data", "publication"]?.string != nil
                }
                #expect(try await pushed() == nil)
                try await setting.aim()
                try await until("it is pushed") { try await pushed() != nil }
                let map = try await client.get(
                    .configMaps,
                    "fleetseal-publication",
                    in: setting.own
                )
                #expect(try await pushed() == map.node[path: "data", "publication"]?.string)
                try await until("the value is there") { try await setting.value() == "1" }
                #expect(!agent.printed.contains("publication not pushed"))
            }
        }
    }

    private func with(_ body: (Setting) async throws -> Void) async throws {
        let site = try await Site.shared()
        let own = try await site.cluster.namespace()
        try await site.putKey(site.fleet.key, "key", in: own)
        try await with(site, own, body)
    }

    private func with(
        _ site: Site,
        _ own: String,
        _ body: (Setting) async throws -> Void
    ) async throws {
        let upstream = try await GitRepository()
        for name in ["fleetseal.yaml", "keys"] {
            try await Command.checked(
                "cp",
                ["-r", "\(site.fleet.repository)/\(name)", upstream.workTree]
            )
        }
        let namespace = try await site.cluster.namespace()
        try await site.cluster.kubectl(
            "create",
            "secret",
            "generic",
            "git",
            "-n",
            own,
            "--from-literal=username=ada",
            "--from-literal=password=correct horse"
        )
        try await GitWebServer.with(upstream.root) { server in
            try await body(
                Setting(
                    site: site,
                    upstream: upstream,
                    server: server,
                    namespace: namespace,
                    own: own,
                    state: TemporaryFolder("state")
                )
            )
        }
    }

    private func run(
        _ setting: Setting,
        _ others: [String] = [],
        _ body: (TestAgent) async throws -> Void
    ) async throws {
        try await TestAgent.with(
            setting.site,
            [setting.namespace] + others,
            setting.arguments(),
            hasKeyFile: false,
            source: [],
            body
        )
    }

    @Test func `it is followed, with the credential of its Secret as that is now`() async throws {
        try await with { setting in
            let first = try await setting.commit("one")
            try await setting.aim()
            try await run(setting) { agent in
                try await until("it is delivered") { try await setting.value() == "one" }
                try await until("the GitSource says so") {
                    let status = try await setting.status()
                    return try await setting.condition()?.status == "True"
                        && status?["revision"]?.string == first
                        && status?["documents"]?["ready"]?.integer == 1
                        && status?["observedGeneration"]?.integer == 1
                }
                _ = try await setting.commit("two")
                try await until("what is new is delivered") {
                    try await setting.value() == "two"
                }
                try await setting.password("canary-mule")
                try await until("that it is refused is said") {
                    let ready = try await setting.condition()
                    return ready?.status == "False" && ready?.reason == "SourceUnknown"
                }
                #expect(try await setting.condition("Reconciling")?.status == "True")
                #expect(try await setting.value() == "two")
                let message = try await setting.condition()?.message ?? ""
                #expect(!message.contains("canary"), "\(message)")
                #expect(!agent.printed.contains("canary"))
                try await setting.password("correct horse")
                let last = try await setting.commit("three")
                try await until("it goes on", within: .seconds(60)) {
                    try await setting.value() == "three"
                }
                try await until("all is well again") {
                    let ready = try await setting.condition()
                    let status = try await setting.status()
                    return ready?.status == "True" && status?["revision"]?.string == last
                }
            }
        }
    }

    @Test func `a rewritten history is refused by a pod without a clone, until it is allowed`()
        async throws
    {
        try await with { setting in
            let base = try await setting.commit("one")
            let last = try await setting.commit("two")
            try await setting.aim()
            func remembers(_ commit: String) async throws -> Bool {
                let state = try await setting.site.secret("fleetseal-agent-state", in: setting.own)
                return state?.values["commit"]?.contains(commit) ?? false
            }
            try await run(setting) { _ in
                try await until("its commit is remembered") { try await remembers(last) }
                #expect(try await setting.value() == "two")
            }
            try FileManager.default.removeItem(atPath: setting.state.path)
            try await setting.upstream.git("push", "-q", "--force", "origin", "\(base):main")
            try await run(setting) { _ in
                try await until("it is said") {
                    try await setting.condition()?.message.contains("does not come after") ?? false
                }
                #expect(try await setting.value() == "two")
                #expect(try await remembers(last))
                try await setting.aim { $0["rewrites"] = "allow" }
                try await until("it is followed") { try await setting.value() == "one" }
                try await until("that is remembered") { try await remembers(base) }
            }
        }
    }

    @Test func `it is ready only when all that its commit asks for is delivered`() async throws {
        try await with { setting in
            _ = try await setting.commit("one")
            try await setting.aim()
            try await FaultProxy.with(setting.site.cluster) { proxy in
                try await TestAgent.with(
                    setting.site,
                    [setting.namespace],
                    setting.arguments(),
                    kubeconfig: setting.site.cluster.adminKubeconfig(server: proxy.url),
                    hasKeyFile: false,
                    source: []
                ) { agent in
                    try await until("it is ready") {
                        try await setting.condition()?.status == "True"
                    }
                    #expect(try await setting.value() == "one")
                    try proxy.hold("PATCH", path: "/secrets/")
                    let commit = try await setting.commit("two")
                    try await until("the commit is in force") {
                        try await setting.status()?["revision"]?.string == commit
                    }
                    // Longer than the source's status takes to be written.
                    try await Task.sleep(for: .seconds(4))
                    #expect(try await setting.condition()?.status == "False")
                    #expect(try await agent.get("/v1/status").contains("\"ready\":false"))
                    try proxy.heal()
                    try await until("it is ready again") {
                        try await setting.condition()?.status == "True"
                    }
                    #expect(try await setting.value() == "two")
                    // What is served says the same.
                    #expect(try await agent.get("/v1/status").contains("\"ready\":true"))
                }
            }
        }
    }

    @Test func `the rights of the manifests are enough`() async throws {
        try await Site.with { site in
            let account = try await site.install(["cluster-wide"])
            try await with(site, "fleetseal") { setting in
                _ = try await setting.commit("one")
                try await setting.aim()
                try await TestAgent.with(
                    site,
                    [],
                    setting.arguments(),
                    kubeconfig: account,
                    hasKeyFile: false,
                    source: []
                ) { _ in
                    try await until("it is delivered") { try await setting.value() == "one" }
                    try await until("the GitSource says so") {
                        try await setting.condition()?.status == "True"
                    }
                }
            }
            try site.expectNothingRefused()
        }
    }

    @Test func `a credential goes to the hosts that are named alone`() async throws {
        try await with { setting in
            _ = try await setting.commit("one")
            try await setting.aim {
                $0["secretRef"] = ["name": "git", "hosts": ["git.example.org"]]
            }
            try await run(setting) { _ in
                try await until("it is refused") {
                    try await setting.condition()?.reason == "SourceUnknown"
                }
                #expect(try await setting.server.requests() == [])
                try await setting.aim()
                try await until("it is delivered") { try await setting.value() == "one" }
            }
        }
    }

    @Test func `it delivers to its namespaces alone, and not while it is suspended or gone`()
        async throws
    {
        try await with { setting in
            let other = try await setting.site.cluster.namespace()
            _ = try await setting.commit("one")
            _ = try await setting.commit("one", in: other)
            try await setting.aim { $0["namespaces"] = [.string(setting.namespace)] }
            try await run(setting, [other]) { _ in
                try await until("what may be is delivered") {
                    try await setting.value() == "one"
                }
                try await until("what may not be is said") {
                    let entry = try await setting.status()?["notReady"]?.items.first { _ in true }
                    return entry?["namespace"]?.string == other
                        && entry?["reason"]?.string == "NamespaceNotAllowed"
                }
                #expect(try await setting.condition()?.reason == "DocumentsNotReady")
                #expect(try await setting.condition("Stalled")?.status == "True")
                #expect(try await setting.value(in: other) == nil)
                let status = try await setting.site.fleet.tryRun([
                    "status", "--kubeconfig", setting.site.cluster.admin, "--agent-namespace",
                    setting.own,
                ])
                #expect(status.status == 3)
                let name = setting.namespace
                #expect(
                    status.output.contains(
                        "GitSource \(name)  DocumentsNotReady  1 of 2 documents are ready"
                    ),
                    "\(status.output)\(status.error)"
                )
                #expect(status.output.contains("\(other)/db  NamespaceNotAllowed"))
                try await setting.aim { $0["suspend"] = true }
                try await until("it is suspended") {
                    try await setting.condition()?.reason == "Suspended"
                }
                _ = try await setting.commit("two")
                try await Task.sleep(for: .seconds(3))
                #expect(try await setting.value() == "one")
                try await setting.aim()
                try await until("it goes on, and everywhere") {
                    let here = try await setting.value()
                    let there = try await setting.value(in: other)
                    return here == "two" && there == "one"
                }
                try await setting.site.client.delete(Self.gitSources, setting.namespace)
                try await until("the last look has ended") {
                    let before = try await setting.server.requests().count
                    try await Task.sleep(for: .seconds(3))
                    return try await setting.server.requests().count == before
                }
                _ = try await setting.commit("three")
                try await Task.sleep(for: .seconds(3))
                #expect(try await setting.value() == "two")
                try await setting.aim()
                try await until("it is back") { try await setting.value() == "three" }
            }
        }
    }

    @Test(arguments: [
        ("speed", "fast", "speed: this version does not know it"),
        (
            "ref", String(repeating: "0123456789", count: 4),
            "ref: it is a commit's id, which does not move: name a branch or a tag"
        ),
    ])
    func `what is wrong about it is said`(field: String, value: String, why: String)
        async throws
    {
        try await with { setting in
            try await setting.aim { $0[field] = .string(value) }
            let result = try await Command.run(
                TestFleet.program("fleetseal-agent"),
                TestAgent.arguments(
                    setting.site,
                    [setting.namespace],
                    hasKeyFile: false,
                    source: []
                ) + setting.arguments() + ["--once"]
            )
            #expect(result.status == 1)
            #expect(result.output.contains(why), "\(result.output)\(result.error)")
            let ready = try await setting.condition()
            #expect(ready?.reason == "InvalidDocument")
            #expect(ready?.message.contains(why) ?? false)
            #expect(try await setting.condition("Stalled")?.status == "True")
        }
    }
}
