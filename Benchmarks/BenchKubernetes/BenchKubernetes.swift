import JSON
import Kubernetes
import Payloads

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Measures the client of the API server alone: `BenchKubernetes KUBECONFIG apply|list COUNT`.
@main
enum BenchKubernetes {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let count = Int(arguments[3]) else {
            print("usage: BenchKubernetes KUBECONFIG apply|list COUNT [CONCURRENCY]")
            exit(2)
        }
        let concurrency = arguments.count > 4 ? Int(arguments[4]) ?? 64 : 64
        let configuration = try Configuration.find(kubeconfig: arguments[1])
        let client = try Client(configuration, concurrency: concurrency)
        _ = try await client.raw("/version")
        switch arguments[2] {
        case "apply": try await apply(client, count)
        default: try await list(client)
        }
    }

    private static func body(_ number: Int, _ version: Int) -> Payload {
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", "v1")
            json.member("kind", "Secret")
            json.member("metadata") { json in
                json.object { $0.member("name", "bench-\(number)") }
            }
            json.member("type", "Opaque")
            json.member("data") { json in
                json.object { json in
                    for key in ["username", "password"] {
                        let value = Payload("\(key)-\(number)-\(version)-0123456789abcdef")
                        json.member(key, base64: value.bytes)
                    }
                }
            }
        }
        return json.take()
    }

    private static func apply(_ client: Client, _ count: Int) async throws {
        for round in ["made", "changed", "unchanged"] {
            let bodies = (0..<count).map { body($0, round == "made" ? 0 : 1) }
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, body) in bodies.enumerated() {
                    group.addTask {
                        _ = try await client.apply(
                            .secrets,
                            "bench-\(number)",
                            in: "bench",
                            body,
                            manager: "bench",
                            isForced: true
                        )
                    }
                }
                try await group.waitForAll()
            }
            report("\(count) applies, \(round)", start)
        }
    }

    private static func list(_ client: Client) async throws {
        for _ in 0..<3 {
            let start = ContinuousClock.now
            var count = 0
            var bytes = 0
            var page = try await client.page(.secrets)
            while true {
                for item in page.items {
                    count += 1
                    bytes += item.metadata.resourceVersion.utf8.count
                    for entry in item.node["data"]?.entries ?? item.node.entries {
                        bytes += entry.value.utf8.byteCount
                    }
                }
                guard let next = page.next else { break }
                page = try await client.page(.secrets, next: next)
            }
            report("list of \(count), \(bytes) bytes looked at", start)
        }
    }

    private static func report(_ what: String, _ start: ContinuousClock.Instant) {
        let taken = start.duration(to: .now)
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let own = usage.ru_utime.tv_sec * 1_000 + usage.ru_utime.tv_usec / 1_000
        print("\(what): \(taken), \(own) ms of our own so far, at most \(usage.ru_maxrss) kB")
    }
}
