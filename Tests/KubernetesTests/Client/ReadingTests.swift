import ClusterSupport
import JSON
import Kubernetes
import Payloads
import Testing
import Transport

@Suite struct ReadingTests {
    @Test func `asks the server for its version`() async throws {
        let client = try Client.admin(await Cluster.shared())
        let version = try await client.raw("/version")
        #expect(version["major"]?.string == "1")
    }

    @Test func `gets an object with all its fields`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let made = try await client.create(
            .configMaps,
            in: namespace,
            Body.configMap("a", ["key": "välue"], labels: ["app": "x"])
        )
        let object = try await client.get(.configMaps, "a", in: namespace)
        #expect(object.kind == "ConfigMap")
        #expect(object.apiVersion == "v1")
        #expect(object.name == "a")
        #expect(object.namespace == namespace)
        #expect(object.metadata.labels == ["app": "x"])
        #expect(object.metadata == made.metadata)
        #expect(!object.metadata.uid.isEmpty)
        #expect(object.resourceVersion == object.metadata.resourceVersion)
        #expect(object.node[path: "data", "key"]?.string == "välue")
        #expect(object.metadata.managers.map(\.operation) == ["Update"])
    }

    @Test func `gets the metadata of a Secret without its data`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        _ = try await client.create(.secrets, in: namespace, Body.secret("a", ["password": "x"]))
        let object = try await client.get(.secrets, "a", in: namespace, as: .metadata)
        #expect(object.kind == "PartialObjectMetadata")
        #expect(object.name == "a")
        #expect(object.node["data"] == nil)
        let list = try await client.list(.secrets, Selection(namespace: namespace), as: .metadata)
        #expect(list.map(\.name) == ["a"])
        #expect(list[0].node["data"] == nil)
    }

    @Test func `says that an object is not there`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let error = await #expect(throws: APIError.self) {
            try await client.get(.configMaps, "no", in: namespace)
        }
        #expect(error?.kind == .notFound)
        #expect(error?.status == 404)
        #expect(error?.reason == "NotFound")
        #expect(
            error?.description
                == "get ConfigMap \(namespace)/no: 404 NotFound: configmaps \"no\" not found"
        )
    }

    @Test func `says that a kind is not there`() async throws {
        let client = try Client.admin(await Cluster.shared())
        let unknown = Resource(group: "no.example", kind: "No", plural: "nos")
        let error = await #expect(throws: APIError.self) { try await client.list(unknown) }
        #expect(error?.kind == .notFound)
    }

    @Test func `lists page by page`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        for number in 0..<7 {
            let labels: JSONValue = ["even": .string(number % 2 == 0 ? "yes" : "no")]
            _ = try await client.create(
                .configMaps,
                in: namespace,
                Body.configMap("a\(number)", labels: labels)
            )
        }
        var selection = Selection(namespace: namespace)
        let first = try await client.page(.configMaps, selection, limit: 5)
        #expect(first.items.map(\.name) == ["a0", "a1", "a2", "a3", "a4"])
        let next = try #require(first.next)
        let second = try await client.page(.configMaps, selection, limit: 5, next: next)
        #expect(second.items.map(\.name) == ["a5", "a6"])
        #expect(second.next == nil)
        #expect(second.resourceVersion == first.resourceVersion)
        #expect(try await client.list(.configMaps, selection).count == 7)
        selection.labels = "even in (yes)"
        #expect(try await client.list(.configMaps, selection).count == 4)
        selection.fields = "metadata.name=a2"
        #expect(try await client.list(.configMaps, selection).map(\.name) == ["a2"])
    }

    @Test func `has only the rights of its user`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let file = try await cluster.kubeconfig(user: "nobody")
        let client = try Client(Configuration.find(kubeconfig: file))
        let error = await #expect(throws: APIError.self) {
            try await client.list(.secrets, Selection(namespace: namespace))
        }
        #expect(error?.kind == .forbidden)
        #expect(try await client.isAllowed("list", .secrets, in: namespace) == false)
        let admin = try Client.admin(cluster)
        #expect(try await admin.isAllowed("list", .secrets, in: namespace))
        #expect(try await admin.isAllowed("update", .leases, "a", in: namespace))
    }

    @Test func `says that a token is wrong`() async throws {
        let cluster = try await Cluster.shared()
        var configuration = try Configuration.find(kubeconfig: cluster.admin)
        configuration.security.certificate = nil
        configuration.security.key = nil
        configuration.credentials = .token(Payload("no"))
        let client = try Client(configuration)
        let error = await #expect(throws: APIError.self) { try await client.list(.namespaces) }
        #expect(error?.kind == .unauthorized)
    }

    @Test func `believes no server with a certificate of another authority`() async throws {
        let cluster = try await Cluster.shared()
        var configuration = try Configuration.find(kubeconfig: cluster.admin)
        configuration.security.authorities = nil
        let error = await #expect(throws: APIError.self) {
            try await Client(configuration).raw("/version")
        }
        #expect(error?.kind == .unanswered(.untrusted))
        configuration.security.acceptsAnyServer = true
        _ = try await Client(configuration).raw("/version")
    }

    @Test func `a server may have another name than its address`() async throws {
        let cluster = try await Cluster.shared()
        var configuration = try Configuration.find(kubeconfig: cluster.admin)
        configuration.security.serverName = "kubernetes"
        _ = try await Client(configuration).raw("/version")
        configuration.security.serverName = "other.example"
        let error = await #expect(throws: APIError.self) {
            try await Client(configuration).raw("/version")
        }
        #expect(error?.kind == .unanswered(.untrusted))
    }
}
