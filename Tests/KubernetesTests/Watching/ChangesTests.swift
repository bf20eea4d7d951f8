import ClusterSupport
import JSON
import Kubernetes
import Payloads
import Testing

@Suite struct ChangesTests {
    /// What one reader believes to be there.
    private struct View {
        var names: Set<String> = []
        var values: [String: String] = [:]
        var isComplete = false
        var interruptions = 0
        var restarts = 0
        private var listed: Set<String> = []

        mutating func take(_ change: Change) {
            switch change {
            case .restarted:
                restarts += 1
                isComplete = false
                listed = []
            case .object(let object):
                names.insert(object.name)
                listed.insert(object.name)
                values[object.name] = object.node[path: "data", "k"]?.string
            case .deleted(let object): names.remove(object.name)
            case .complete:
                isComplete = true
                names.formIntersection(listed)
            case .interrupted: interruptions += 1
            }
        }

        /// Reads until the view is as wanted.
        mutating func follow(_ changes: Changes, until isWanted: (View) -> Bool) async throws {
            while !isWanted(self) { take(try await changes.next()) }
        }
    }

    @Test func `asks for fewer at a time when so many are more than an answer may have`()
        async throws
    {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let large: JSONValue = ["k": .string(String(repeating: "x", count: 1_000_000))]
        for number in 0..<68 {
            let body = Body.configMap("large-\(number)", large)
            _ = try await client.create(.configMaps, in: namespace, body)
        }
        let changes = Changes(client, .configMaps, Selection(namespace: namespace))
        var view = View()
        try await view.follow(changes) { $0.isComplete || $0.interruptions > 2 }
        #expect(view.names.count == 68)
        #expect(view.interruptions == 1)
        for name in view.names { try await client.delete(.configMaps, name, in: namespace) }
    }

    @Test func `lists in pages, then follows`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        for number in 0..<7 {
            _ = try await client.create(
                .configMaps,
                in: namespace,
                Body.configMap("a\(number)", ["k": "1"])
            )
        }
        let changes = Changes(client, .configMaps, Selection(namespace: namespace), limit: 3)
        var view = View()
        try await view.follow(changes) { $0.isComplete }
        #expect(view.names.count == 7)
        #expect(view.restarts == 1)
        _ = try await client.patch(
            .configMaps,
            "a0",
            in: namespace,
            JSONWriter.payload(["data": ["k": "2"]])
        )
        try await client.delete(.configMaps, "a1", in: namespace)
        _ = try await client.create(.configMaps, in: namespace, Body.configMap("b"))
        try await view.follow(changes) { $0.names.contains("b") }
        #expect(view.values["a0"] == "2")
        #expect(!view.names.contains("a1"))
        #expect(view.restarts == 1)
    }

    @Test func `loses nothing when the server is killed and starts again`() async throws {
        try await Cluster.with { cluster in
            let client = try Client.admin(cluster)
            _ = try await client.create(.configMaps, in: "default", Body.configMap("a"))
            let selection = Selection(namespace: "default")
            let changes = Changes(client, .configMaps, selection)
            var view = View()
            try await view.follow(changes) { $0.isComplete }
            await cluster.apiServer.kill()
            try await view.follow(changes) { $0.interruptions > 0 }
            try await cluster.apiServer.restart()
            try await client.delete(.configMaps, "a", in: "default")
            _ = try await client.create(.configMaps, in: "default", Body.configMap("b"))
            try await view.follow(changes) { $0.names.contains("b") && !$0.names.contains("a") }
        }
    }

    @Test func `goes on with a new watch when one is silent`() async throws {
        try await Cluster.with { cluster in
            let client = try Client.admin(cluster)
            let changes = Changes(client, .configMaps, Selection(namespace: "default")) {
                WatchTimes(server: .seconds(300), silence: .seconds(1))
            }
            var view = View()
            try await view.follow(changes) { $0.isComplete }
            // A reader that waits while the server hangs.
            let follower = Task {
                var view = View()
                let others = Changes(client, .configMaps, Selection(namespace: "default")) {
                    WatchTimes(server: .seconds(300), silence: .seconds(1))
                }
                try await view.follow(others) { $0.names.contains("b") }
                return view.restarts
            }
            cluster.apiServer.pause()
            try await Task.sleep(for: .seconds(2))
            cluster.apiServer.resume()
            _ = try await client.create(.configMaps, in: "default", Body.configMap("b"))
            try await view.follow(changes) { $0.names.contains("b") }
            #expect(view.restarts == 1)
            _ = try await follower.value
        }
    }

    @Test func `names all objects anew when the server has forgotten`() async throws {
        try await Cluster.with { cluster in
            let client = try Client.admin(cluster)
            _ = try await client.create(.configMaps, in: "default", Body.configMap("a"))
            let changes = Changes(client, .configMaps, Selection(namespace: "default")) {
                WatchTimes(server: .seconds(1))
            }
            var view = View()
            try await view.follow(changes) { $0.isComplete }
            await cluster.apiServer.kill()
            try await cluster.apiServer.restart()
            try await client.delete(.configMaps, "a", in: "default")
            for number in 0..<20 {
                _ = try await client.create(
                    .configMaps,
                    in: "default",
                    Body.configMap("b\(number)")
                )
            }
            await cluster.apiServer.kill()
            try await cluster.apiServer.restart()
            try await view.follow(changes) { $0.names.contains("b19") && $0.isComplete }
            #expect(view.restarts == 2)
            #expect(!view.names.contains("a"))
        }
    }

    @Test func `a kind that appears later is seen`() async throws {
        let cluster = try await Cluster.shared()
        let client = try Client.admin(cluster)
        let resource = Resource(group: "late.example", kind: "Late", plural: "lates")
        let changes = Changes(client, resource)
        var view = View()
        try await view.follow(changes) { $0.interruptions > 0 }
        try await cluster.apply(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: lates.late.example}
            spec:
              group: late.example
              names: {kind: Late, plural: lates}
              scope: Namespaced
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object}}
            """
        )
        try await view.follow(changes) { $0.isComplete }
    }

    @Test func `a cancelled reader stops`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let task = Task {
            let changes = Changes(client, .configMaps, Selection(namespace: namespace))
            while true { _ = try await changes.next() }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
