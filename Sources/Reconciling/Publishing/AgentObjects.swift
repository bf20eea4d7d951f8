/// What the objects are called that an agent keeps in its own namespace.
package enum AgentObjects {
    /// The namespace of the manifests in `deploy`.
    package static let namespace = "fleetseal"
    /// The label of Secrets with private keys: the cluster that the key is of.
    package static let keyLabel = "fleetseal.dev/key-of"
    /// The label of such a Secret with the id of the key in it, which the agent writes.
    package static let keyID = "fleetseal.dev/key-id"
    /// The label of such a Secret with what the agent needs the key for: a `KeyUse`.
    package static let keyUse = "fleetseal.dev/key-use"
    /// The Secret with the first key; one name, so that a cluster gets one.
    package static let firstKey = "fleetseal-key"
    /// The type of Secrets with private keys.
    package static let keyType = "fleetseal.dev/key"
    /// The item of such a Secret that is the text of an identity file.
    package static let keyItem = "key"
    /// The ConfigMap with the public keys, and with what people should know.
    package static let publication = "fleetseal-publication"
    /// Its item with the keys, as a `Publication`.
    package static let publishedKeys = "publication"
    /// Its item with what is wrong besides what documents say: a reason and a message a line.
    package static let problems = "problems"
    /// Its item with the token that lets Secrets go which the guard holds back.
    package static let pruneToken = "prune-blocked"
    /// Its item with what became of the documents of a repository that no GitSource names: `3 of 5`, and
    /// a name, a reason and a message a line of those that are not ready.
    package static let documents = "documents"
    /// Its annotation with the tokens that people allow, with spaces between them.
    package static let acknowledged = "fleetseal.dev/prune-acknowledged"
    /// The Lease by which replicas elect one.
    package static let lease = "fleetseal-agent"
    /// The manager that our fields belong to.
    package static let manager = "fleetseal"
}
