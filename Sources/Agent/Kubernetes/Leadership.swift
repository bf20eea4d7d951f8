internal import Kubernetes
internal import Reconciling
internal import Telemetry

/// Keeps one of several replicas writing: the one that holds the Lease.
///
/// The time of the Lease only says who should work. That a replica which was stopped and goes on too
/// late writes nothing old is up to the preconditions of its writes.
struct Leadership: Sendable {
    let lease: Lease
    let engine: ClusterEngine
    let log: Log
    /// Calls of Git servers that this replica got; many at a time are one.
    private let hooks = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(lease: Lease, engine: ClusterEngine, log: Log) {
        self.lease = lease
        self.engine = engine
        self.log = log
    }

    /// The Lease's name in the agent's namespace.
    static let name = AgentObjects.lease

    /// Takes and renews the Lease; `hooked` is called when another replica got a hook.
    func run(hooked: () -> Void) async {
        var isLeading = false
        while !Task.isCancelled {
            do throws(APIError) {
                switch try await lease.attempt() {
                case .held: set(true, &isLeading)
                case .other: set(false, &isLeading)
                }
            } catch {
                if await !lease.isHeld { set(false, &isLeading) }
                log.debug("lease not renewed", .init("detail", .text(error.description)))
            }
            await engine.lead(isLeading)
            if await lease.takeCall() { hooked() }
            // A third of its time, or soon, to see when it is free.
            let pause = isLeading ? lease.duration / 4 : min(lease.duration / 8, .seconds(1))
            try? await Task.sleep(for: pause)
        }
        await engine.lead(false)
    }

    private func set(_ now: Bool, _ isLeading: inout Bool) {
        guard now != isLeading else { return }
        isLeading = now
        if now { log.info("leads") } else { log.warning("leads no longer") }
    }

    // MARK: Hooks

    /// A Git server called this replica.
    func hooked() { hooks.continuation.yield() }

    /// Tells the other replicas of the hooks that this one gets, at most once a second.
    func passHooks() async {
        for await _ in hooks.stream {
            await passHook()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// While this replica leads, nobody else has to know.
    private func passHook() async {
        for _ in 0..<30 {
            guard await !lease.isHeld, !Task.isCancelled else { return }
            do throws(APIError) {
                return try await lease.call()
            } catch {
                log.debug("hook not passed on", .init("detail", .text(error.description)))
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Lets another replica lead at once.
    func release() async {
        do throws(APIError) {
            try await lease.release()
        } catch {
            // It runs out by itself.
            log.debug("lease not given up", .init("detail", .text(error.description)))
        }
    }
}
