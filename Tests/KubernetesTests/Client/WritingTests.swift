import ClusterSupport
import JSON
import Kubernetes
import Payloads
import Testing

@Suite struct WritingTests {
    let cluster: Cluster
    let namespace: String
    let client: Client

    init() async throws {
        cluster = try await Cluster.shared()
        namespace = try await cluster.namespace()
        client = try Client.admin(cluster)
    }

    @Test func `does not create what is there`() async throws {
        _ = try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        let error = await #expect(throws: APIError.self) {
            try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        }
        #expect(error?.kind == .alreadyExists)
    }

    @Test func `does not create in a namespace that is not there`() async throws {
        let error = await #expect(throws: APIError.self) {
            try await client.create(.configMaps, in: "no-such", Body.configMap("a"))
        }
        #expect(error?.kind == .notFound)
    }

    @Test func `what is written does not come back with metadata alone`() async throws {
        let body = JSONWriter.payload([
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "a"],
            "stringData": ["k": "sesame"],
        ])
        let applied = try await client.apply(
            .secrets,
            "a",
            in: namespace,
            body,
            manager: "test",
            isForced: true,
            as: .metadata
        )
        let change = JSONWriter.payload(["stringData": ["l": "open"]])
        let patched = try await client.patch(.secrets, "a", in: namespace, change, as: .metadata)
        let other = JSONWriter.payload([
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "b"],
            "stringData": ["k": "sesame"],
        ])
        let created = try await client.create(.secrets, in: namespace, other, as: .metadata)
        for object in [applied, patched, created] {
            #expect(object.kind == "PartialObjectMetadata")
            #expect(object.node["data"] == nil)
            #expect(!object.resourceVersion.isEmpty)
            #expect(object.node[path: "metadata", "managedFields"] != nil)
        }
        let whole = try await client.get(.secrets, "a", in: namespace)
        #expect(whole.node[path: "data", "l"] != nil && whole.node[path: "data", "k"] != nil)
    }

    @Test func `updates only the state that was read`() async throws {
        let made = try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        let body = Body.configMap("a", ["k": "1"], version: made.resourceVersion)
        let updated = try await client.update(.configMaps, "a", in: namespace, body)
        #expect(updated.node[path: "data", "k"]?.string == "1")
        let error = await #expect(throws: APIError.self) {
            try await client.update(.configMaps, "a", in: namespace, body)
        }
        #expect(error?.kind == .conflict)
    }

    @Test func `patches one field`() async throws {
        _ = try await client.create(
            .configMaps,
            in: namespace,
            Body.configMap("a", ["k": "1", "l": "2"])
        )
        let patched = try await client.patch(
            .configMaps,
            "a",
            in: namespace,
            JSONWriter.payload(["data": ["k": nil, "m": "3"]])
        )
        #expect(patched.node["data"].map { JSONValue($0) } == ["l": "2", "m": "3"])
    }

    @Test func `applies fields, and takes away its own that are not there any more`() async throws {
        _ = try await client.create(.configMaps, in: namespace, Body.configMap("a", ["other": "1"]))
        let first = try await client.apply(
            .configMaps,
            "a",
            in: namespace,
            Body.configMap("a", ["k": "1", "l": "2"]),
            manager: "test",
            isForced: false
        )
        #expect(first.node["data"].map { JSONValue($0) } == ["k": "1", "l": "2", "other": "1"])
        let second = try await client.apply(
            .configMaps,
            "a",
            in: namespace,
            Body.configMap("a", ["k": "1"]),
            manager: "test",
            isForced: false
        )
        #expect(second.node["data"].map { JSONValue($0) } == ["k": "1", "other": "1"])
        #expect(second.metadata.managers.contains { $0.name == "test" && $0.operation == "Apply" })
    }

    @Test func `takes fields of others over only by force`() async throws {
        _ = try await client.create(.configMaps, in: namespace, Body.configMap("a", ["k": "1"]))
        let body = Body.configMap("a", ["k": "2"])
        let error = await #expect(throws: APIError.self) {
            try await client.apply(
                .configMaps,
                "a",
                in: namespace,
                body,
                manager: "test",
                isForced: false
            )
        }
        #expect(error?.kind == .conflict)
        let applied = try await client.apply(
            .configMaps,
            "a",
            in: namespace,
            body,
            manager: "test",
            isForced: true
        )
        #expect(applied.node[path: "data", "k"]?.string == "2")
    }

    @Test func `applies only to the state that was read, even by force`() async throws {
        let made = try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        _ = try await client.patch(
            .configMaps,
            "a",
            in: namespace,
            JSONWriter.payload(["data": ["k": "1"]])
        )
        let stale = Body.configMap("a", ["k": "2"], version: made.resourceVersion)
        let error = await #expect(throws: APIError.self) {
            try await client.apply(
                .configMaps,
                "a",
                in: namespace,
                stale,
                manager: "test",
                isForced: true
            )
        }
        #expect(error?.kind == .conflict)
    }

    @Test func `deletes only the object that was meant`() async throws {
        let made = try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        for wrong in [
            Preconditions(uid: "00000000-0000-4000-8000-000000000000"),
            Preconditions(resourceVersion: "1"),
        ] {
            let error = await #expect(throws: APIError.self) {
                try await client.delete(.configMaps, "a", in: namespace, wrong)
            }
            #expect(error?.kind == .conflict)
        }
        let right = Preconditions(
            uid: made.metadata.uid,
            resourceVersion: made.resourceVersion
        )
        try await client.delete(.configMaps, "a", in: namespace, right)
        let error = await #expect(throws: APIError.self) {
            try await client.delete(.configMaps, "a", in: namespace)
        }
        #expect(error?.kind == .notFound)
    }

    @Test func `repeats nothing that the server says about a Secret`() async throws {
        let body = JSONWriter.payload([
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "a"],
            "type": "kubernetes.io/dockerconfigjson",
            "stringData": [".dockerconfigjson": "canary-7"],
        ])
        let error = await #expect(throws: APIError.self) {
            try await client.create(.secrets, in: namespace, body)
        }
        #expect(error?.kind == .invalid)
        let text = try #require(error?.description)
        #expect(!text.contains("canary"))
        #expect(text == "create Secret \(namespace): 422 Invalid: data[.dockerconfigjson]")
    }

    @Test func `writes the status of an object beside its spec`() async throws {
        let made = try await client.get(.namespaces, namespace)
        let body = JSONWriter.payload([
            "metadata": ["resourceVersion": .string(made.resourceVersion)],
            "status": [
                "conditions": [
                    ["type": "Test", "status": "True", "reason": "Because", "message": "m"]
                ]
            ],
        ])
        let patched = try await client.patch(
            .namespaces,
            namespace,
            subresource: "status",
            body,
            manager: "test"
        )
        #expect(patched.status?["conditions"]?.items.map { $0["type"]?.string } == ["Test"])
    }

    @Test func `makes a thousand objects at once over few connections`() async throws {
        let client = client
        let namespace = namespace
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1_000 {
                group.addTask {
                    _ = try await client.apply(
                        .configMaps,
                        "a\(number)",
                        in: namespace,
                        Body.configMap("a\(number)"),
                        manager: "test",
                        isForced: true
                    )
                }
            }
            try await group.waitForAll()
        }
        let list = try await client.list(.configMaps, Selection(namespace: namespace))
        #expect(Set(list.map(\.name)).count == 1_000)
    }
}
