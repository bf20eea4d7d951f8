import Waiting
import ClusterSupport
import Foundation
import Testing

@Suite struct FaultProxyTests {
    @Test func `a client behind the proxy is who its certificate or token says`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        try await cluster.apply(
            """
            {"apiVersion": "v1", "kind": "ServiceAccount",
             "metadata": {"name": "robot", "namespace": "\(namespace)"}}
            """
        )
        try await FaultProxy.with(cluster) { proxy in
            let admin = try await cluster.adminKubeconfig(server: proxy.url)
            let nobody = try await cluster.kubeconfig(user: "ada", server: proxy.url)
            let robot = try await cluster.kubeconfig(
                serviceAccount: "robot",
                in: namespace,
                server: proxy.url
            )
            try await cluster.kubectl("get", "secrets", "-n", namespace, as: admin)
            let list = ["get", "secrets", "-n", namespace]
            let refused = try await cluster.tryKubectl(list, as: nobody)
            #expect(refused.error.contains(#"User "ada" cannot list"#))
            let account = try await cluster.tryKubectl(list, as: robot)
            #expect(account.error.contains("system:serviceaccount:\(namespace):robot"))
        }
    }

    @Test func `the proxy answers, cuts and holds as told, and counts`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        try await FaultProxy.with(cluster) { proxy in
            let admin = try await cluster.adminKubeconfig(server: proxy.url)
            func get() async throws -> Command.Result {
                try await cluster.tryKubectl(
                    ["get", "--raw", "/api/v1/namespaces/\(namespace)/secrets"],
                    as: admin
                )
            }
            #expect(try await get().status == 0)
            try proxy.answer(500, to: "GET", path: "/secrets", skip: 1, times: 1)
            #expect(try await get().status == 0)
            #expect(try await get().status != 0)
            #expect(try await get().status == 0)
            try proxy.cut("GET", path: "/secrets")
            let cut = try await get()
            #expect(cut.error.contains("EOF"))
            try proxy.heal()
            #expect(try await get().status == 0)
            try proxy.hold("GET", path: "/secrets")
            let before = try proxy.seen().requests.count
            async let held = get()
            try await until("it is held") { try proxy.seen().requests.count > before }
            try proxy.heal()
            #expect(try await held.status == 0)
            try proxy.refuse()
            let refused = try await get()
            #expect(refused.error.contains("refused"))
            try proxy.accept()
            #expect(try await get().status == 0)
            let seen = try proxy.seen().requests.filter { $0.path.hasSuffix("/secrets") }
            #expect(seen.count >= 7)
        }
    }

    @Test(arguments: [FaultProxy.Layer.http, .bytes])
    func `a watch through the proxy ends when it is cut`(layer: FaultProxy.Layer) async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        try await FaultProxy.with(cluster, layer) { proxy in
            let admin = try await cluster.adminKubeconfig(server: proxy.url)
            async let watch = cluster.tryKubectl(
                ["get", "--raw", "/api/v1/namespaces/\(namespace)/secrets?watch=1"],
                as: admin
            )
            try await until("both ends are open") { try proxy.seen().open >= 2 }
            try proxy.hold()
            try proxy.flow()
            // kubectl may try a second time.
            try proxy.refuse()
            try proxy.cut()
            #expect(try await watch.status != 0)
            try await until("both ends are closed") { try proxy.seen().open == 0 }
            #expect(try proxy.seen().connections > 0)
        }
    }
}
