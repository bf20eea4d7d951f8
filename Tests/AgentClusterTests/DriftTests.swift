import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct DriftTests {
    @Test func `heal puts back what was changed, added or deleted`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            let edits: [JSONValue] = [
                ["data": ["a": "eA=="]], ["data": ["evil": "eA=="]], ["stringData": ["a": "x"]],
                ["data": ["a": nil]],
            ]
            for edit in edits {
                try await site.edit("db", in: namespace, edit)
                try await until("it is put back") {
                    try await site.secret("db", in: namespace)?.values == ["a": "1"]
                }
            }
            let uid = try await site.secret("db", in: namespace)?.metadata.uid
            try await site.client.delete(.secrets, "db", in: namespace)
            try await until("it is back") {
                let secret = try await site.secret("db", in: namespace)
                return secret?.values == ["a": "1"] && secret?.metadata.uid != uid
            }
        }
    }

    /// Changes, additions, both at once, what cannot be undone in place, and labels of their own.
    private static let edits: [JSONValue] = [
        ["data": ["a": "eA=="]], ["data": ["evil": "eA=="]],
        ["data": ["a": "eA==", "evil": "eA=="]],
        ["data": ["a": nil, "evil": "eA=="]],
        ["data": ["evil": "eA=="], "immutable": true],
        [
            "data": ["a": "eA==", "evil": "eA=="],
            "metadata": ["labels": ["fleetseal.dev/managed": "true", "app": "x"]],
        ],
    ]

    @Test(arguments: edits.indices)
    func `an edit by hand is one event, whatever it takes to put it back`(index: Int)
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            // Fewer than a fight between controllers has.
            for count in 1...4 {
                try await site.edit("db", in: namespace, Self.edits[index])
                try await until("it is put back") {
                    let secret = try await site.secret("db", in: namespace)
                    return secret?.values == ["a": "1"] && secret?.isImmutable == false
                }
                try await until("it is said") {
                    try await site.events("Healed", in: namespace) >= count
                }
                // Whatever comes of it now comes before this.
                try await site.deliver("mark-\(count)", in: namespace, ["a": "1"])
                try await until("all is done") {
                    try await site.condition("mark-\(count)", in: namespace)?.reason == "Applied"
                }
                #expect(try await site.events("Healed", in: namespace) == count)
            }
        }
    }

    @Test func `a change is one write, and what the document no longer has goes with it`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        func template(_ marks: String) -> String {
            "drift: heal\ntemplate: {labels: {\(marks)}, annotations: {\(marks)}}"
        }
        try await site.deliver(
            "db",
            in: namespace,
            ["old": "1", "kept": "2"],
            spec: template("app: db, tier: x")
        )
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            try await site.edit("db", in: namespace, ["metadata": ["labels": ["team": "a"]]])
            try await site.deliver(
                "db",
                in: namespace,
                ["new": "1", "kept": "2"],
                spec: template("app: db")
            )
            try await until("it is as the document is now") {
                try await site.secret("db", in: namespace)?.values == ["new": "1", "kept": "2"]
            }
            try await site.edit("db", in: namespace, ["data": ["new": "eA==", "evil": "eA=="]])
            try await until("it is put back") {
                try await site.secret("db", in: namespace)?.values == ["new": "1", "kept": "2"]
            }
        }
        let secret = try #require(try await site.secret("db", in: namespace))
        #expect(
            secret.metadata.labels == ["fleetseal.dev/managed": "true", "app": "db", "team": "a"]
        )
        #expect(secret.metadata.annotations["app"] == "db")
        #expect(secret.metadata.annotations["tier"] == nil)
        let writes = try site.writes(in: namespace).filter { $0.objectRef?.resource == "secrets" }
        #expect(writes.map(\.verb) == ["create", "patch", "patch"])
        // All of it is still known to be as it was written.
        try await TestAgent.with(site, [namespace]) { agent in
            try await site.deliver("mark", in: namespace, ["a": "1"])
            try await until("the next one is there") {
                try await site.secret("mark", in: namespace) != nil
            }
            let reads = try site.cluster.requests {
                $0.verb == "get" && $0.objectRef?.resource == "secrets"
                    && $0.objectRef?.namespace == namespace && $0.objectRef?.name == "db"
                    && $0.userAgent?.hasPrefix("fleetseal-agent") ?? false
            }
            // Before: one for the type, as the template changed, and one for the edit.
            #expect(reads.count == 2)
        }
    }

    @Test func `detect reports an edit and puts back a deletion; a change ends the drift`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
            try await until("it is said") {
                try await site.condition("db", in: namespace, "Drifted")?.status == "True"
            }
            #expect(try await site.condition("db", in: namespace)?.status == "True")
            #expect(try await site.secret("db", in: namespace)?.values == ["a": "x"])
            let message = try await site.condition("db", in: namespace, "Drifted")?.message ?? ""
            #expect(message.contains("somebody"))
            try await site.deliver("db", in: namespace, ["a": "2"])
            try await until("the change is written") {
                try await site.secret("db", in: namespace)?.values == ["a": "2"]
            }
            try await until("the drift is over") {
                try await site.condition("db", in: namespace, "Drifted")?.status == "False"
            }
            try await site.client.delete(.secrets, "db", in: namespace)
            try await until("it is back") {
                try await site.secret("db", in: namespace)?.values == ["a": "2"]
            }
        }
    }

    @Test
    func `what was changed while nobody looked is found at the start, without a read of others`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        for name in ["a", "b"] {
            try await site.deliver(name, in: namespace, ["k": name], spec: "drift: heal")
        }
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        try await site.edit("a", in: namespace, ["data": ["k": "eA=="]])
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        #expect(try await site.secret("a", in: namespace)?.values == ["k": "a"])
        let reads = try site.cluster.requests {
            $0.verb == "get" && $0.objectRef?.resource == "secrets"
                && $0.objectRef?.namespace == namespace
                && $0.userAgent?.hasPrefix("fleetseal-agent") ?? false
        }
        #expect(Set(reads.compactMap(\.objectRef?.name)) == ["a"])
    }

    @Test func `off looks at nothing, and a namespace can say so`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.cluster.kubectl(
            "annotate",
            "namespace",
            namespace,
            "fleetseal.dev/drift=off"
        )
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await site.deliver("strict", in: namespace, ["a": "1"], spec: "drift: heal")
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("both are there") {
                let db = try await site.secret("db", in: namespace)
                let strict = try await site.secret("strict", in: namespace)
                return db != nil && strict != nil
            }
            try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
            try await site.edit("strict", in: namespace, ["data": ["a": "eA=="]])
            try await until("the strict one is put back") {
                try await site.secret("strict", in: namespace)?.values == ["a": "1"]
            }
            try await until("the other is not looked at") {
                try await site.condition("db", in: namespace)?.reason == "NotLookedAt"
            }
            #expect(try await site.secret("db", in: namespace)?.values == ["a": "x"])
        }
    }

    @Test func `break-glass keeps everybody away until it is taken off`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            let format = ISO8601DateFormatter()
            let (from, to) = (Date(), Date() + 3_600)
            let text = "\(format.string(from: from))/\(format.string(from: to)) incident 4711"
            try await site.edit(
                "db",
                in: namespace,
                [
                    "data": ["a": "eA=="],
                    "metadata": ["annotations": ["fleetseal.dev/break-glass": .string(text)]],
                ]
            )
            try await until("it is said") {
                try await site.condition("db", in: namespace)?.reason == "BreakGlass"
            }
            try await site.deliver("db", in: namespace, ["a": "2"], spec: "drift: heal")
            try await until("it is still said") {
                try await site.condition("db", in: namespace)?.reason == "BreakGlass"
            }
            #expect(try await site.secret("db", in: namespace)?.values == ["a": "x"])
            try await site.edit(
                "db",
                in: namespace,
                ["metadata": ["annotations": ["fleetseal.dev/break-glass": nil]]]
            )
            try await until("it is as the document") {
                try await site.secret("db", in: namespace)?.values == ["a": "2"]
            }
        }
    }
}
