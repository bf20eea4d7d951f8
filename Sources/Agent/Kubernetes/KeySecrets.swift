internal import Documents
internal import JSON
internal import Kubernetes
internal import Payloads
internal import Reconciling
internal import Rotation
internal import Sealing

/// The cluster's private keys as Secrets of the agent's namespace, and what is published of them.
struct KeySecrets: Sendable {
    let client: Client
    let namespace: String
    let cluster: String

    /// Label of key Secrets: the cluster that the key is of.
    static let label = AgentObjects.keyLabel
    /// The Secret with the first key; one name, so that two replicas make one key.
    static let firstName = AgentObjects.firstKey

    /// Which Secrets are keys.
    var selection: Selection { Selection(namespace: namespace, labels: "\(Self.label)=\(cluster)") }

    /// A key Secret that cannot be used, and why.
    struct Fault: Error {
        let name: String
        let why: String
    }

    /// All keys that can be read, the oldest Secret first: one that somebody adds comes last.
    func read() async throws(APIError) -> (keys: [HeldKey], faults: [Fault]) {
        var keys: [HeldKey] = []
        var faults: [Fault] = []
        for object in try await client.list(.secrets, selection).sorted(by: Self.isOlder) {
            do throws(Fault) {
                let key = try Self.key(in: object)
                if !keys.contains(where: { $0.key.publicKey == key.key.publicKey }) {
                    keys.append(key)
                }
            } catch {
                faults.append(error)
            }
        }
        return (keys, faults)
    }

    private static func key(in object: Object) throws(Fault) -> HeldKey {
        guard let text = object.node[path: "data", AgentObjects.keyItem],
            let bytes = Base64Text.bytes(of: text.utf8)
        else { throw Fault(name: object.name, why: "it has no key named key") }
        do throws(IdentityFileError) {
            return HeldKey(try IdentityFile(parsing: bytes.bytes).key())
        } catch {
            throw Fault(name: object.name, why: "\(error)")
        }
    }

    /// Writes on each Secret which key it holds and what that is for, so that people can tell them apart
    /// without reading a key.
    func mark(_ use: (PublicKey) -> KeyUse) async throws(APIError) {
        for object in try await client.list(.secrets, selection) {
            guard let key = try? Self.key(in: object).key.publicKey else { continue }
            let wanted = [
                (AgentObjects.keyID, key.id.text), (AgentObjects.keyUse, use(key).rawValue),
            ]
            let labels = object.metadata.labels
            guard wanted.contains(where: { labels[$0.0] != $0.1 }) else { continue }
            // Of another version the Secret may hold another key.
            let metadata = JSONValue.object([
                .init("resourceVersion", .string(object.resourceVersion)),
                .init("labels", .object(wanted.map { .init($0.0, .string($0.1)) })),
            ])
            _ = try await client.patch(
                .secrets,
                object.name,
                in: namespace,
                JSONWriter.payload(["metadata": metadata]),
                manager: SecretMetadata.manager,
                as: .metadata
            )
        }
    }

    private static func isOlder(_ one: Object, _ other: Object) -> Bool {
        let (first, second) = (one.metadata, other.metadata)
        // The server gives whole seconds.
        let ages = (first.creationTimestamp ?? "", second.creationTimestamp ?? "")
        guard ages.0 == ages.1 else { return ages.0 < ages.1 }
        return first.name < second.name
    }

    /// Makes the first key, unless another replica was faster.
    func makeFirst() async throws(APIError) {
        try await create(HeldKey(PrivateKey.random()), Self.firstName)
    }

    /// Makes a key to follow the active one.
    func makeNext() async throws(APIError) -> PublicKey {
        let key = HeldKey(PrivateKey.random())
        try await create(key, "\(Self.firstName)-\(key.key.id)")
        return key.key.publicKey
    }

    private func create(_ key: HeldKey, _ name: String) async throws(APIError) {
        let text = IdentityFile.plain(key.key)
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", "v1")
            json.member("kind", "Secret")
            json.member("metadata") { json in
                json.object { json in
                    json.member("name", name)
                    json.member("namespace", namespace)
                    json.member("labels", .object([.init(Self.label, .string(cluster))]))
                }
            }
            json.member("type", "fleetseal.dev/key")
            json.member("immutable", true)
        }
        let body = Self.adding(text.bytes, to: json.take())
        do throws(APIError) {
            _ = try await client.create(
                .secrets,
                in: namespace,
                body,
                manager: SecretMetadata.manager
            )
        } catch {
            guard error.kind == .alreadyExists else { throw error }
        }
    }

    /// Closures cannot borrow a key; so its text comes after what they wrote.
    private static func adding(_ key: RawSpan, to body: Payload) -> Payload {
        var output = PayloadWriter(capacity: body.count + 512)
        output.append(body.bytes.extracting(0..<body.count - 1))
        output.append(",\"data\":{\"key\":\"")
        Base64Text.write(key, to: &output)
        output.append("\"}}")
        return output.take()
    }

    /// Writes what people should know beside the public keys.
    ///
    /// By an update: an apply would take away what the other one applied.
    func publish(_ bulletin: Bulletin) async throws(APIError) {
        _ = try await client.patch(
            .configMaps,
            AgentObjects.publication,
            in: namespace,
            bulletin.patch,
            manager: SecretMetadata.manager,
            as: .metadata
        )
    }

    /// What is published now; nothing if it is not there.
    func published() async throws(APIError) -> String? {
        do throws(APIError) {
            return try await client.get(
                .configMaps,
                AgentObjects.publication,
                in: namespace
            ).node[path: "data", AgentObjects.publishedKeys]?.string
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    /// Writes the publication where others can read it.
    func publish(_ publication: Publication) async throws(APIError) {
        _ = try await client.apply(
            .configMaps,
            AgentObjects.publication,
            in: namespace,
            JSONWriter.payload([
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": .string(AgentObjects.publication), "namespace": .string(namespace),
                    "labels": .object([.init("fleetseal.dev/cluster", .string(cluster))]),
                ],
                "data": .object([.init(AgentObjects.publishedKeys, .string(publication.text))]),
            ]),
            manager: SecretMetadata.manager,
            isForced: true
        )
    }

    /// What tells this cluster from a copy of it, where that may be read.
    func kubeSystem() async throws(APIError) -> String? {
        do throws(APIError) {
            return try await client.get(.namespaces, "kube-system", as: .metadata).metadata.uid
        } catch {
            guard [.forbidden, .notFound].contains(error.kind) else { throw error }
            return nil
        }
    }
}
