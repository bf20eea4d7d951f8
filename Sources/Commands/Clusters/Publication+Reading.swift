internal import CommandLine
internal import Documents
internal import Fleet
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Rotation

extension Publication {
    /// What the agent publishes in a namespace.
    init(_ connection: ClusterConnection, _ namespace: String) throws {
        let place = "ConfigMap \(namespace)/\(AgentObjects.publication)"
        let text = try AsynchronousWork.result { () async throws -> String? in
            do throws(APIError) {
                return try await connection.client.get(
                    .configMaps,
                    AgentObjects.publication,
                    in: namespace
                ).node[path: "data", AgentObjects.publishedKeys]?.string
            } catch {
                guard error.kind == .notFound else { throw error }
                throw CommandFailure(
                    "read the agent's publication: there is no \(place)",
                    hint:
                        "an agent publishes its key once it runs with --key-namespace; --agent-namespace names another namespace"
                )
            }
        }
        self = try Self.read(text ?? "", at: place)
    }

    /// What the agent of a cluster has pushed to its reference.
    init(_ invocation: Invocation, at remote: String, of name: String) throws {
        let git = GitProgram(in: try FleetFolder(around: invocation.folder).root)
        let references = try PublicationReferences(remote, git)
        let place =
            "\(references.shown) \(PublicationReferences.prefix)\(name.escapedForMessage)"
        let content: [UInt8]
        do {
            guard let found = try references.read([name]).first else {
                throw CommandFailure(
                    "read the agent's publication: there is no \(place)",
                    hint:
                        "an agent pushes its key once it runs with --publish-ref; --publish-url names the repository"
                )
            }
            content = try found.content.get()
        } catch let error as PublicationReferences.Unreadable {
            throw CommandFailure("read the agent's publication: \(place): \(error.why)")
        }
        self = try Self.read(String(decoding: content, as: UTF8.self), at: place)
    }

    private static func read(_ text: String, at place: String) throws -> Publication {
        guard let publication = Publication(text) else {
            throw CommandFailure(
                "read the agent's publication: \(place) is not as agents of this version write it"
            )
        }
        return publication
    }
}
