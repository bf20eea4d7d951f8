import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Payloads
import Testing
import Waiting

/// An API server with fleetseal's kinds and the registry of a small fleet, whose cluster `here` it is.
///
/// The fleet has the group `fleet` of all clusters, and the clusters `here` and `there`.
final class Site: Sendable {
    let cluster: Cluster
    let fleet: TestFleet
    let client: Client

    /// The one that tests share; each uses namespaces of its own.
    static func shared() async throws -> Site { try await sharedOne.value }

    private static let sharedOne = Task { try await Site(Cluster.shared()) }

    /// A site of a test's own, whose servers may be killed.
    static func with<Value>(_ body: (Site) async throws -> Value) async throws -> Value {
        try await Cluster.with { cluster in try await body(Site(cluster)) }
    }

    init(_ cluster: Cluster) async throws {
        self.cluster = cluster
        fleet = try await TestFleet()
        client = try Client(
            Configuration.find(kubeconfig: cluster.admin),
            userAgent: "test",
            concurrency: 16
        )
        let definitions = ["fleetclusters", "fleetgroups", "fleets", "fleetsecrets", "gitsources"]
        for name in definitions {
            try await cluster.kubectl(
                "apply",
                "-f",
                TestFleet.source("deploy/crds/\(name).yaml")
            )
        }
        for name in definitions {
            try await cluster.kubectl(
                "wait",
                "--for=condition=Established",
                "crd/\(name).fleetseal.dev"
            )
        }
        try await cluster.kubectl("apply", "-R", "-f", fleet.rendered)
    }

    // MARK: Documents

    static let fleetSecrets = Resource(
        group: "fleetseal.dev",
        version: "v1alpha1",
        kind: "FleetSecret",
        plural: "fleetsecrets"
    )

    /// Brings the fleet's registry as it is now into the cluster.
    func deliverRegistry() async throws {
        try await fleet.render()
        try await cluster.kubectl("apply", "-R", "-f", fleet.rendered)
    }

    /// Seals values and puts the document into the cluster; `spec` are further lines of it.
    func deliver(
        _ name: String,
        in namespace: String,
        _ values: [String: String],
        group: String = "fleet",
        spec: String = "",
        type: String = "Opaque",
        immutable: Bool = false
    ) async throws {
        let text = try await fleet.seal(
            name,
            in: namespace,
            values,
            group: group,
            type: type,
            immutable: immutable
        )
        try await put(text, name, in: namespace, spec: spec)
    }

    /// Puts a document into the cluster.
    func put(
        _ text: String,
        _ name: String,
        in namespace: String,
        spec: String = ""
    ) async throws {
        let lines = spec.split(separator: "\n").map { "  \($0)\n" }.joined()
        let whole = text.replacing("\nspec:\n", with: "\nspec:\n\(lines)", maxReplacements: 1)
        _ = try await client.apply(
            Self.fleetSecrets,
            name,
            in: namespace,
            Payload(whole),
            manager: "test",
            isForced: true
        )
    }

    func withdraw(_ name: String, in namespace: String) async throws {
        try await client.delete(Self.fleetSecrets, name, in: namespace)
    }

    /// Puts a key file where the agent looks for its keys.
    func putKey(_ file: String, _ name: String, in namespace: String) async throws {
        try await cluster.putKey(file, name, in: namespace)
    }

    // MARK: Rotation

    /// Runs `rotate` for the cluster `here` and brings what it wrote into the cluster; gives its output.
    func rotate(_ own: String, _ more: [String] = ["--older-than", "0d"]) async throws -> String {
        let result = try await fleet.command(
            [
                "rotate", "--cluster", "here", "--kubeconfig", cluster.admin, "--context", "test",
                "--agent-namespace", own,
            ] + more
        )
        let check = try await fleet.tryRun(["check"])
        #expect(check.status == 0, "\(check.output)")
        try await deliverRegistry()
        return result.output
    }

    /// What the agent with this namespace publishes; nothing if it does not.
    func publication(_ own: String) async throws -> String? {
        let map = try? await client.get(.configMaps, "fleetseal-publication", in: own)
        return map?.node[path: "data", "publication"]?.string
    }

    // MARK: Looking

    /// Waits until the agent with this namespace has published its keys.
    func publishes(_ own: String) async throws {
        try await until("the agent publishes its keys") {
            (try? await client.get(.configMaps, "fleetseal-publication", in: own)) != nil
        }
    }

    /// A Secret as it is, nothing if it is not there.
    func secret(_ name: String, in namespace: String) async throws -> SeenSecret? {
        do throws(APIError) {
            return SeenSecret(try await client.get(.secrets, name, in: namespace))
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// The reason and the state of a document's condition.
    func condition(
        _ name: String,
        in namespace: String,
        _ kind: String = "Ready"
    ) async throws -> SeenCondition? {
        let object = try await client.get(Self.fleetSecrets, name, in: namespace)
        let generation = object.metadata.generation
        guard object.status?["observedGeneration"]?.integer == generation else { return nil }
        let all = object.status?["conditions"]?.items.map(SeenCondition.init) ?? []
        return all.first { $0.kind == kind }
    }

    /// Changes a Secret as somebody else would.
    func edit(_ name: String, in namespace: String, _ patch: JSONValue) async throws {
        _ = try await client.patch(
            .secrets,
            name,
            in: namespace,
            JSONWriter.payload(patch),
            manager: "somebody"
        )
    }

    /// How many events of a namespace have a reason.
    func events(_ reason: String, in namespace: String) async throws -> Int {
        try await client.list(.events, Selection(namespace: namespace))
            .count { $0.node["reason"]?.string == reason }
    }

    /// Writes that programs other than the test made to Secrets of a namespace.
    func writes(in namespace: String) throws -> [Cluster.Request] {
        try cluster.requests {
            $0.isWrite && $0.objectRef?.namespace == namespace
                && $0.userAgent?.hasPrefix("fleetseal-agent") ?? false
        }
    }
}

/// A Secret that a test looks at.
struct SeenSecret: Sendable {
    let values: [String: String]
    let metadata: Metadata
    let type: String
    let isImmutable: Bool

    init(_ object: Object) {
        var values: [String: String] = [:]
        if let data = object.node["data"] {
            for entry in data.entries {
                values[entry.key.string ?? ""] = Base64Text.bytes(of: entry.value.utf8)?.text
            }
        }
        self.values = values
        metadata = object.metadata
        type = object.node["type"]?.string ?? ""
        isImmutable = object.node["immutable"]?.boolean ?? false
    }
}

/// A condition of a document that a test looks at.
struct SeenCondition: Sendable {
    let kind: String
    let status: String
    let reason: String
    let message: String

    init(_ node: JSONNode) {
        kind = node["type"]?.string ?? ""
        status = node["status"]?.string ?? ""
        reason = node["reason"]?.string ?? ""
        message = node["message"]?.string ?? ""
    }
}

extension Cluster {
    /// Puts a key file of the cluster `here` where its agent looks for its keys.
    func putKey(_ file: String, _ name: String = "key", in namespace: String) async throws {
        try await kubectl(
            "create",
            "secret",
            "generic",
            name,
            "-n",
            namespace,
            "--from-file=key=\(file)"
        )
        try await kubectl("label", "secret", name, "-n", namespace, "fleetseal.dev/key-of=here")
    }
}
