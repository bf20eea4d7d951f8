import ClusterSupport
import JSON
import Kubernetes
import Payloads
import Testing

@Suite struct WatchTests {
    @Test func `tells what happens, in order`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let selection = Selection(namespace: namespace)
        let start = try await client.page(.configMaps, selection).resourceVersion
        let watch = try await client.watch(.configMaps, selection, from: start)
        _ = try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        _ = try await client.patch(
            .configMaps,
            "a",
            in: namespace,
            JSONWriter.payload(["data": ["k": "1"]])
        )
        try await client.delete(.configMaps, "a", in: namespace)
        var told: [String] = []
        while told.count < 3, let event = try await watch.next() {
            switch event {
            case .added(let object): told.append("added \(object.name)")
            case .modified(let object):
                told.append("modified \(object.node[path: "data", "k"]?.string ?? "")")
            case .deleted(let object): told.append("deleted \(object.name)")
            case .bookmark: continue
            }
        }
        #expect(told == ["added a", "modified 1", "deleted a"])
    }

    @Test func `ends when the server says so`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let selection = Selection(namespace: namespace)
        let start = try await client.page(.configMaps, selection).resourceVersion
        let watch = try await client.watch(
            .configMaps,
            selection,
            from: start,
            WatchTimes(server: .seconds(1))
        )
        while let event = try await watch.next() {
            guard case .bookmark = event else {
                Issue.record("nothing happens")
                return
            }
        }
    }

    @Test func `a resource version that is forgotten is gone`() async throws {
        try await Cluster.with { cluster in
            let client = try Client.admin(cluster)
            let start = try await client.page(.configMaps).resourceVersion
            for number in 0..<5 {
                _ = try await client.create(
                    .configMaps,
                    in: "default",
                    Body.configMap("a\(number)")
                )
            }
            // The server's memory of what happened ends with it.
            await cluster.apiServer.kill()
            try await cluster.apiServer.restart()
            let error = await #expect(throws: APIError.self) {
                let watch = try await client.watch(.configMaps, from: start)
                while try await watch.next() != nil {}
            }
            #expect(error?.kind == .gone)
        }
    }
}
