import Waiting
import ClusterSupport
import JSON
import Kubernetes
import Testing

@Suite struct LeaseTests {
    @Test func `one holds it, the other waits until it is given up`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let one = Lease(client, "l", in: namespace, identity: "one")
        let two = Lease(client, "l", in: namespace, identity: "two")
        #expect(await !one.isHeld)
        #expect(try await one.attempt() == .held(term: 0))
        #expect(try await two.attempt() == .other("one"))
        #expect(try await one.attempt() == .held(term: 0))
        #expect(await one.isHeld)
        #expect(await !two.isHeld)
        #expect(await one.remaining != nil)
        try await one.release()
        #expect(await !one.isHeld)
        #expect(try await two.attempt() == .held(term: 1))
        #expect(try await one.attempt() == .other("two"))
        let object = try await client.get(.leases, "l", in: namespace)
        #expect(object.spec?["holderIdentity"]?.string == "two")
        #expect(object.spec?["leaseDurationSeconds"]?.integer == 10)
    }

    @Test func `it is taken when its holder is silent, who then knows`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let one = Lease(client, "l", in: namespace, identity: "one", duration: .seconds(1))
        let two = Lease(client, "l", in: namespace, identity: "two", duration: .seconds(1))
        #expect(try await one.attempt() == .held(term: 0))
        try await until("the lease runs out") { try await two.attempt() != .other("one") }
        #expect(await !one.isHeld)
        // Whoever is late learns it from the server.
        #expect(try await one.attempt() == .other("two"))
    }

    @Test func `of many at once one gets it`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let held = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let lease = Lease(client, "l", in: namespace, identity: "number-\(number)")
                    if case .held = try? await lease.attempt() { return true }
                    return false
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(held == 1)
    }

    @Test func `a call is heard by the others, and leaves the Lease to whoever has it`()
        async throws
    {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let one = Lease(client, "l", in: namespace, identity: "one")
        let two = Lease(client, "l", in: namespace, identity: "two")
        // There is nobody to hear it.
        try await two.call()
        #expect(try await one.attempt() == .held(term: 0))
        #expect(try await two.attempt() == .other("one"))
        #expect(await !one.takeCall())
        let before = try await client.get(.leases, "l", in: namespace)
        try await two.call()
        let called = try await client.get(.leases, "l", in: namespace)
        #expect(called.resourceVersion != before.resourceVersion)
        #expect(called.spec.map { JSONValue($0) } == before.spec.map { JSONValue($0) })
        #expect(try await one.attempt() == .held(term: 0))
        #expect(await one.takeCall())
        #expect(await !one.takeCall())
        // Whoever renews or gives up takes no call back.
        #expect(try await two.attempt() == .other("one"))
        #expect(await !two.takeCall())
        try await one.release()
        let three = Lease(client, "l", in: namespace, identity: "three")
        #expect(try await three.attempt() == .held(term: 1))
        #expect(await three.takeCall())
        try await two.call()
        try await two.call()
        #expect(try await three.attempt() == .held(term: 1))
        #expect(await three.takeCall())
    }

    @Test func `calls do not prolong the Lease of a holder that is silent`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let one = Lease(client, "l", in: namespace, identity: "one", duration: .seconds(1))
        let two = Lease(client, "l", in: namespace, identity: "two", duration: .seconds(1))
        #expect(try await one.attempt() == .held(term: 0))
        try await until("the lease runs out", within: .seconds(30)) {
            try await two.call()
            return try await two.attempt() != .other("one")
        }
        #expect(try await one.attempt() == .other("two"))
    }

    @Test func `a holder that renews keeps it, however much is called`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let one = Lease(client, "l", in: namespace, identity: "one")
        let two = Lease(client, "l", in: namespace, identity: "two")
        #expect(try await one.attempt() == .held(term: 0))
        try await withThrowingTaskGroup { group in
            group.addTask {
                for _ in 0..<50 {
                    do throws(APIError) {
                        try await two.call()
                    } catch {
                        // Nobody renews without a pause but this test.
                        #expect(error.kind == .conflict)
                    }
                }
            }
            for _ in 0..<50 {
                do throws(APIError) {
                    #expect(try await one.attempt() == .held(term: 0))
                } catch {
                    // Called twice while it was renewed: that is for the next attempt.
                    #expect(error.kind == .conflict)
                    #expect(await one.isHeld)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await two.attempt() == .other("one"))
    }
}
