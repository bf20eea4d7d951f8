/// What the objects are called that an agent keeps in its own namespace.
package enum AgentObjects {
    /// The namespace of the manifests in `deploy`.
    package static let namespace = "fleetseal"
    /// The ConfigMap with the public keys, and with what people should know.
    package static let publication = "fleetseal-publication"
    /// Its item with the keys, as a `Publication`.
    package static let publishedKeys = "publication"
    /// The Lease by which replicas elect one.
    package static let lease = "fleetseal-agent"
    /// The manager that our fields belong to.
    package static let manager = "fleetseal"
}
