import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct DeliveryTests {
    @Test func `a document becomes a Secret with a status, an event and an audit line`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["user": "app", "password": "s3cret-canary"])
        let result = try await TestAgent.once(site, [namespace])
        #expect(result.status == 0, "\(result.error)")
        #expect(result.output == "1 of 1 ready\n")
        let secret = try #require(try await site.secret("db", in: namespace))
        #expect(secret.values == ["user": "app", "password": "s3cret-canary"])
        #expect(secret.metadata.labels == ["fleetseal.dev/managed": "true"])
        #expect(secret.metadata.annotations["fleetseal.dev/secret"] == "\(namespace)/db")
        let ready = try #require(try await site.condition("db", in: namespace))
        #expect(ready.status == "True")
        #expect(ready.reason == "Applied")
        let events = try await site.cluster.kubectl("get", "events", "-n", namespace)
        #expect(events.contains("fleetsecret/db"))
        let audit = result.error.split(separator: "\n").filter { $0.contains("\"audit\"") }
        #expect(audit.count == 1)
        #expect(audit.first?.contains(#""action":"create","cause":"Created""#) ?? false)
        let status = try await site.cluster.kubectl("get", "fsec", "-n", namespace, "-o", "yaml")
        for text in [result.output, result.error, events, status] {
            #expect(!text.contains("canary"))
            #expect(!text.contains("czNjcmV0"))  // its Base64
        }
    }

    @Test func `a start that finds all as it should be writes and reads nothing`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        for name in ["a", "b", "c"] { try await site.deliver(name, in: namespace, ["k": name]) }
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        let before = try site.cluster.requests { $0.objectRef?.namespace == namespace }.count
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        let after = try site.cluster.requests { $0.objectRef?.namespace == namespace }
            .dropFirst(before)
        // The lists and watches of documents and Secrets.
        #expect(after.allSatisfy { $0.verb == "list" || $0.verb == "watch" }, "\(after)")
    }

    @Test func `what changes in a document changes in the Secret`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1", "b": "2"])
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            try await site.deliver("db", in: namespace, ["b": "3", "c": "4"])
            try await until("it is as the document") {
                try await site.secret("db", in: namespace)?.values == ["b": "3", "c": "4"]
            }
            try await until("status follows") {
                try await site.condition("db", in: namespace)?.reason == "Applied"
            }
        }
    }

    @Test func `an immutable Secret and another type are made anew`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"], immutable: true)
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") {
                try await site.secret("db", in: namespace)?.isImmutable ?? false
            }
            let first = try await site.secret("db", in: namespace)?.metadata.uid
            try await site.deliver("db", in: namespace, ["a": "2"], immutable: true)
            try await until("it is another one") {
                let secret = try await site.secret("db", in: namespace)
                return secret?.values == ["a": "2"] && secret?.metadata.uid != first
            }
            let values = ["username": "u", "password": "p"]
            try await site.deliver(
                "db",
                in: namespace,
                values,
                type: "kubernetes.io/basic-auth"
            )
            try await until("its type is another one") {
                let secret = try await site.secret("db", in: namespace)
                return secret?.type == "kubernetes.io/basic-auth" && secret?.values == values
            }
        }
    }

    @Test func `a type that the server refuses costs nothing of what is there`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            let uid = try await site.secret("db", in: namespace)?.metadata.uid
            // Without tls.crt and tls.key.
            let text = try await site.fleet.seal("db", in: namespace, ["a": "2"])
            try await site.put(text, "db", in: namespace, spec: "type: kubernetes.io/tls")
            try await until("it is said") {
                try await site.condition("db", in: namespace, "Stalled")?.reason == "Rejected"
            }
            let secret = try await site.secret("db", in: namespace)
            #expect(secret?.metadata.uid == uid)
            #expect(secret?.values == ["a": "1"])
        }
    }

    @Test func `a namespace that is missing is waited for by its watch, without a try`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = "late-\(UInt32.random(in: 0 ..< .max))"
        try await GitSite.with(site) { git in
            try await git.deliver("db", in: namespace, ["a": "1"])
            try await TestAgent.with(site, [namespace], source: git.source()) { agent in
                try await until("it says so") {
                    try await agent.get("/v1/status").contains("NamespaceMissing")
                }
                // Long enough for several tries.
                try await Task.sleep(for: .seconds(4))
                let writes = try site.writes(in: namespace).map { "\($0.verb) \($0.requestURI)" }
                #expect(writes == [])
                try await site.cluster.kubectl("create", "namespace", namespace)
                try await until("it is there", within: .seconds(10)) {
                    try await site.secret("db", in: namespace) != nil
                }
            }
        }
    }

    @Test func `documents for others and suspended ones make no Secret`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("theirs", in: namespace, ["a": "1"], group: "there")
        try await site.deliver("later", in: namespace, ["a": "1"], spec: "suspend: true")
        let result = try await TestAgent.once(site, [namespace])
        #expect(result.output.contains("Suspended"))
        #expect(try await site.secret("theirs", in: namespace) == nil)
        #expect(try await site.secret("later", in: namespace) == nil)
        #expect(try await site.condition("theirs", in: namespace)?.reason == "NotForThisCluster")
        #expect(try await site.condition("later", in: namespace)?.reason == "Suspended")
    }

    @Test func `a value of another place holds the document back, and only that`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let text = try await site.fleet.seal("elsewhere", in: namespace, ["a": "1"])
        try await site.put(
            text.replacing("elsewhere", with: "db"),
            "db",
            in: namespace
        )
        try await site.deliver("good", in: namespace, ["a": "1"])
        let result = try await TestAgent.once(site, [namespace])
        #expect(result.status == 1)
        #expect(result.output.hasSuffix("1 of 2 ready\n"))
        #expect(try await site.condition("db", in: namespace)?.reason == "BoundElsewhere")
        #expect(try await site.secret("good", in: namespace) != nil)
    }
}

@Suite struct RestartTests {
    @Test func `workloads are restarted once, and only if an opened value changed`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deployWorkload(in: namespace)
        let spec = "restart: [deployment/api]"
        try await site.deliver("db", in: namespace, ["a": "1"], spec: spec)
        func generation() async throws -> Int {
            try await site.client.get(.deployments, "api", in: namespace).metadata.generation
        }
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") {
                try await site.condition("db", in: namespace)?.reason == "Applied"
            }
            #expect(try await generation() == 1)
            // The same value, sealed anew.
            try await site.deliver("db", in: namespace, ["a": "1"], spec: spec)
            try await until("it is seen") {
                try await site.condition("db", in: namespace)?.reason == "Applied"
            }
            #expect(try await generation() == 1)
            try await site.deliver("db", in: namespace, ["a": "2"], spec: spec)
            try await until("it is restarted") { try await generation() == 2 }
            try await until("it is done") {
                try await site.condition("db", in: namespace)?.reason == "Applied"
            }
            let secret = try await site.secret("db", in: namespace)
            #expect(secret?.metadata.annotations["fleetseal.dev/restart"] == nil)
            #expect(try await generation() == 2)
            let missing = "restart: [deployment/none]"
            try await site.deliver("db", in: namespace, ["a": "3"], spec: missing)
            try await until("it is said") {
                try await site.condition("db", in: namespace)?.reason == "RestartFailed"
            }
            #expect(try await site.secret("db", in: namespace)?.values == ["a": "3"])
        }
    }

    @Test func `documents of a folder reach the cluster, and go with it`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let folder = try TemporaryFolder("source")
        try await Command.checked("cp", ["-R", site.fleet.rendered + "/.", folder.path])
        let place = folder.file("secrets/\(namespace)")
        try await Command.checked("mkdir", ["-p", place])
        let text = try await site.fleet.seal("db", in: namespace, ["a": "1"])
        try folder.write(text, to: "secrets/\(namespace)/db.yaml")
        let arguments = [
            "run", "--source", "directory:\(folder.path)", "--target", "kubernetes", "--cluster",
            "here", "--trust", site.fleet.trust, "--kubeconfig", site.cluster.admin, "--key",
            site.fleet.key, "--namespaces", namespace, "--once",
        ]
        let program = TestFleet.program("fleetseal-agent")
        let first = try await Command.run(program, arguments)
        #expect(first.output == "1 of 1 ready\n", "\(first.error)")
        let secret = try #require(try await site.secret("db", in: namespace))
        #expect(secret.values == ["a": "1"])
        let document = secret.metadata.annotations["fleetseal.dev/document"]
        #expect(document == "directory:secrets/\(namespace)/db.yaml")
        // A folder that is not there says nothing about its documents.
        let away = folder.file("away")
        let moved = arguments.map { $0.replacing(folder.path, with: away) }
        #expect(try await Command.run(program, moved).status == 1)
        #expect(try await site.secret("db", in: namespace) != nil)
        try await Command.checked("rm", [place + "/db.yaml"])
        #expect(try await Command.run(program, arguments).status == 0)
        #expect(try await site.secret("db", in: namespace) == nil)
    }
}
