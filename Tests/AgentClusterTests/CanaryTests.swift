import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Synchronization
import Testing
import Waiting

@Suite struct CanaryTests {
    private static let canary = "canary-Zx81-Spectrum-QL-hunter2-0451"

    /// As it would stand somewhere: as it is, in UTF-16, in hexadecimal, in Base64 at any offset.
    private static var marks: [Data] {
        let plain = Data(canary.utf8)
        let wide = Data(canary.utf8.flatMap { [$0, 0] })
        let hex = Data(plain.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined().utf8)
        let encoded = (0..<3).map { pad in
            let text = (Data(repeating: 0x78, count: pad) + plain).base64EncodedData()
            return Data(text.dropFirst(pad > 0 ? 4 : 0).prefix(36))
        }
        return [plain, wide, hex] + encoded
    }

    /// Parts of it, as a copy that was half overwritten would leave them.
    private static let pieces = ["Zx81-Spe", "ctrum-QL", "hunter2-"].map { Data($0.utf8) }

    private static func found(_ content: Data, _ marks: [Data]) -> [String] {
        marks.filter { content.range(of: $0) != nil }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Looks at the arguments and the environment of every process, again and again.
    private final class Watch: Sendable {
        private let isOver = Atomic(false)
        private let seen = Mutex<(rounds: Int, found: Set<String>)>((0, []))

        init() {
            Thread.detachNewThread { [self] in
                while !isOver.load(ordering: .relaxed) {
                    look()
                    Thread.sleep(forTimeInterval: 0.01)
                }
            }
        }

        private func look() {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            for process in all where Int(process) != nil {
                for name in ["cmdline", "environ"] {
                    guard
                        let content = FileManager.default.contents(
                            atPath: "/proc/\(process)/\(name)"
                        ), !CanaryTests.found(content, CanaryTests.marks).isEmpty
                    else { continue }
                    seen.withLock { _ = $0.found.insert("\(process) \(name)") }
                }
            }
            seen.withLock { $0.rounds += 1 }
        }

        var rounds: Int { seen.withLock { $0.rounds } }

        func end() -> (rounds: Int, found: Set<String>) {
            isOver.store(true, ordering: .relaxed)
            return seen.withLock { $0 }
        }
    }

    /// Everything that could make an agent say too much.
    private func deliver(_ site: Site, _ namespace: String) async throws {
        let values = ["a": Self.canary, "b": "x\(Self.canary)", "c": "xx\(Self.canary)"]
        try await site.deliver("db", in: namespace, values)
        try await site.deliver("healed", in: namespace, values, spec: "drift: heal")
        try await site.deliver("fixed", in: namespace, values, immutable: true)
        let spec = "template: {data: {url: \"postgres://{{a}}@db\"}, omit: [c]}"
        try await site.deliver("shown", in: namespace, values, spec: spec)
        try await site.deliver("typed", in: namespace, values)
        try await site.deliver("adopted", in: namespace, values, spec: "adopt: always")
        // What the API server refuses, and what does not open.
        let text = try await site.fleet.seal("refused", in: namespace, values)
        try await site.put(text, "refused", in: namespace, spec: "type: kubernetes.io/tls")
        try await site.put(
            text.replacing("refused", with: "elsewhere"),
            "elsewhere",
            in: namespace
        )
        let worse = "template: {data: {url: \"{{nothing}}\"}}"
        try await site.deliver("worse", in: namespace, values, spec: worse)
    }

    @Test func `a canary value is nowhere but in its Secrets, nor in memory once all is quiet`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        let theirs: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "adopted"],
            "stringData": ["theirs": .string(Self.canary)],
        ]
        _ = try await site.client.create(.secrets, in: namespace, JSONWriter.payload(theirs))
        let watch = Watch()
        try await deliver(site, namespace)
        let folder = try TemporaryFolder("canary")
        let arguments = [
            "--key-namespace", own, "--adopt", "always", "--show-names", "--state", folder.path,
        ]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { agent in
            func reason(_ name: String, _ kind: String = "Ready") async throws -> String? {
                try await site.condition(name, in: namespace, kind)?.reason
            }
            for name in ["db", "healed", "fixed", "shown", "typed", "adopted"] {
                try await until("\(name) is there", within: .seconds(40)) {
                    try await reason(name) == "Applied"
                }
            }
            for (name, why) in [
                ("refused", "Rejected"), ("elsewhere", "BoundElsewhere"),
                ("worse", "TemplateFailed"),
            ] {
                try await until("\(name) is not") { try await reason(name, "Stalled") == why }
            }
            try await change(site, namespace)
            try await until("drift was looked at") {
                try await site.condition("db", in: namespace, "Drifted")?.status == "True"
            }
            try await until("every process was looked at often") { watch.rounds > 20 }
            // Quiet: statuses are written, buffers were used for something else.
            try await Task.sleep(for: .seconds(3))
            try await judge(site, agent, namespace, own, folder)
        }
        let seen = watch.end()
        #expect(seen.found.isEmpty)
        #expect(seen.rounds > 20)
    }

    private func change(_ site: Site, _ namespace: String) async throws {
        let values = ["a": Self.canary, "new": "value"]
        try await site.deliver("fixed", in: namespace, values, immutable: true)
        try await site.edit("healed", in: namespace, ["stringData": ["b": "theirs"]])
        try await site.edit(
            "db",
            in: namespace,
            ["stringData": ["b": .string("other \(Self.canary)")]]
        )
        let login = ["username": Self.canary, "password": Self.canary]
        try await site.deliver("typed", in: namespace, login, type: "kubernetes.io/basic-auth")
        try await until("all is changed", within: .seconds(40)) {
            let fixed = try await site.secret("fixed", in: namespace)?.values == values
            let typed = try await site.secret("typed", in: namespace)?.values == login
            let healed = try await site.secret("healed", in: namespace)?.values["b"]
            return fixed && typed && healed == "x\(Self.canary)"
        }
    }

    private func judge(
        _ site: Site,
        _ agent: TestAgent,
        _ namespace: String,
        _ own: String,
        _ folder: TemporaryFolder
    ) async throws {
        var texts = ["log": agent.printed]
        for path in ["/metrics", "/v1/status", "/healthz", "/readyz"] {
            texts[path] = try await agent.get(path)
        }
        let kinds = "events,fleetsecrets,configmaps,leases"
        for place in [namespace, own] {
            texts["objects of \(place)"] = try await site.cluster.kubectl(
                "get",
                kinds,
                "-n",
                place,
                "-o",
                "yaml"
            )
        }
        texts["own Secrets"] = try await site.cluster.kubectl(
            "get",
            "secrets",
            "-n",
            own,
            "-o",
            "yaml"
        )
        for (name, text) in texts {
            #expect(Self.found(Data(text.utf8), Self.marks).isEmpty, "\(name)")
            #expect(!text.isEmpty, "\(name)")
        }
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let content = FileManager.default.contents(atPath: folder.file(file)) ?? Data()
            #expect(Self.found(content, Self.marks).isEmpty, "\(file)")
        }
        let pid = try #require(agent.server.pid)
        // A sanitizer's shadow spans terabytes, and no core can be made of it.
        if unsafe dlsym(nil, "__asan_init") == nil, unsafe dlsym(nil, "__tsan_init") == nil {
            try await judgeMemory(of: pid, namespace, folder)
        }
    }

    private func judgeMemory(of pid: Int32, _ namespace: String, _ folder: TemporaryFolder)
        async throws
    {
        let core = folder.file("core")
        let result = try await Command.run(
            "gdb",
            [
                "-q", "-nx", "-batch", "-ex", "set pagination off", "-ex",
                "set dump-excluded-mappings on", "-ex", "set use-coredump-filter off", "-p",
                "\(pid)", "-ex", "generate-core-file \(core)", "-ex", "detach",
            ]
        )
        let maps = try String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8)
        let memory = try #require(
            try? CoreFile(core),
            "gdb: \(result.output.suffix(1_000)) \(result.error.suffix(1_000))"
        )
        // The search does find what is not wiped.
        #expect(try await memory.context(of: Data("\(namespace)".utf8)) != nil)
        for mark in Self.marks + Self.pieces {
            if let place = try await memory.context(of: mark) {
                Issue.record("in memory: \(place)\n\(maps)")
            }
        }
    }
}
