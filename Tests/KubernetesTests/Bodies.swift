import ClusterSupport
import JSON
import Kubernetes
import Payloads

/// Bodies of requests for tests, and clients.
enum Body {
    static func configMap(
        _ name: String,
        _ data: JSONValue = [:],
        version: String? = nil,
        labels: JSONValue = [:]
    ) -> Payload {
        object("ConfigMap", name, version: version, labels: labels, ("data", data))
    }

    static func secret(_ name: String, _ data: JSONValue, version: String? = nil) -> Payload {
        object("Secret", name, version: version, ("stringData", data))
    }

    static func object(
        _ kind: String,
        _ name: String,
        version: String? = nil,
        labels: JSONValue = [:],
        _ fields: (String, JSONValue)...
    ) -> Payload {
        var metadata: JSONValue = ["name": .string(name), "labels": labels]
        if let version { metadata["resourceVersion"] = .string(version) }
        var object: JSONValue = ["apiVersion": "v1", "kind": .string(kind), "metadata": metadata]
        for (name, value) in fields { object[name] = value }
        return JSONWriter.payload(object)
    }
}

extension Client {
    /// One who may do everything in a cluster.
    static func admin(_ cluster: Cluster, concurrency: Int = 64) throws -> Client {
        try Client(Configuration.find(kubeconfig: cluster.admin), concurrency: concurrency)
    }
}
